"""`/health/…`: whether the process lives, and whether it can do its work."""

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse

from geo_api.access import Reader
from geo_api.db import Statement, schema_of
from geo_api.parameters import only_declared

router = APIRouter(prefix="/health", tags=["health"], dependencies=[Depends(only_declared)])


@router.get("/live")
async def live() -> JSONResponse:
    """The process answers, also while every thread waits for the database."""
    return JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})


@router.get("/ready")
def ready(reader: Reader) -> JSONResponse:
    """The database answers and is migrated; 503 otherwise."""
    reader.rows(Statement(f"SELECT id FROM {schema_of(reader.audience)}.communes LIMIT 1", {}))
    return JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})
