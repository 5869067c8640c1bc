"""Duty over HTTP: rooms and rota."""

from __future__ import annotations

from fastapi import APIRouter

from cloud.duty import room_endpoints, rota_endpoints

router = APIRouter()
for _part in (room_endpoints, rota_endpoints):
    router.include_router(_part.router)
