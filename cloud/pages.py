"""The built page, served as files, with the page itself for every address that is not a file."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse, HTMLResponse, Response
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

DIST = Path(__file__).parent / "web" / "dist"

_NOT_BUILT = """<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<title>草原哨 Steppewatch</title>
<h1>草原哨 Steppewatch</h1>
<p>平台正在运行,但页面尚未构建。请在 cloud/web 目录执行 <code>npm ci &amp;&amp; npm run build</code>,
然后刷新本页。接口说明见 <a href="/openapi.json">/openapi.json</a>。</p>
<p lang="en">The centre is running, but its page has not been built. In <code>cloud/web</code> run
<code>npm ci &amp;&amp; npm run build</code>, then reload. The API is described by
<a href="/openapi.json">/openapi.json</a>.</p>
</html>
"""


class _Page(StaticFiles):
    """Files of the build; an address without a file name is the page's own business."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        if path.split("/", 1)[0] in ("api", "openapi.json"):
            raise HTTPException(404)
        try:
            response = await super().get_response(path, scope)
        except HTTPException as fault:
            if fault.status_code != 404 or "." in path.rsplit("/", 1)[-1]:
                raise
            response = FileResponse(Path(str(self.directory)) / "index.html")
        # The build puts a hash into the names of what it never changes.
        lasting = path.startswith("assets/") and response.status_code == 200
        response.headers["cache-control"] = "public, max-age=31536000, immutable" if lasting else "no-cache"
        return response


def install(app: FastAPI, dist: Path | None) -> None:
    """Serve the page from `dist`, or say how to build it. Must come after every API route."""
    folder = dist or DIST
    if (folder / "index.html").is_file():
        app.mount("/", _Page(directory=folder, html=True), name="page")
        return

    @app.get("/", include_in_schema=False)
    def not_built() -> HTMLResponse:
        return HTMLResponse(_NOT_BUILT)
