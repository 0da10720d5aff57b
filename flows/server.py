"""Prefect's server for one office, as `taizhang serve` starts it: deaf to who calls it by another name."""

from __future__ import annotations

import sys
from ipaddress import ip_address

import uvicorn
from prefect.server.api.server import create_app
from starlette.middleware.trustedhost import TrustedHostMiddleware


def main(host: str, port: int) -> None:
    """Serve until ended. A page of another name that leads a browser here (DNS rebinding) gets nothing."""
    app = create_app(final=True)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=_names(host), www_redirect=False)
    uvicorn.run(app, host=host, port=port, log_level="warning")


def _names(host: str) -> list[str]:
    """What the server may be called; one that listens everywhere has as many names as the machine."""
    try:
        everywhere = ip_address(host).is_unspecified
    except ValueError:
        everywhere = False
    return ["*"] if everywhere else [host, "localhost"]


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
