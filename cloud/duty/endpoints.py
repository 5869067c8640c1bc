"""Duty over HTTP: rooms, rota, records, figures, the daily log."""

from __future__ import annotations

from fastapi import APIRouter

from cloud.duty import figure_endpoints, log_endpoints, record_endpoints, room_endpoints, rota_endpoints

router = APIRouter()
for _part in (room_endpoints, rota_endpoints, record_endpoints, figure_endpoints, log_endpoints):
    router.routes.extend(_part.router.routes)
