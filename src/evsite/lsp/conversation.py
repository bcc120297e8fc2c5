"""The rules of the conversation with an editor: each request gets an answer, at the wrong time a refusal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.exceptions import (
    JsonRpcException,
    JsonRpcInvalidParams,
    JsonRpcInvalidRequest,
    JsonRpcServerNotInitialized,
)
from pygls.protocol import LanguageServerProtocol

if TYPE_CHECKING:
    from typing import Any


@dataclass(frozen=True, slots=True)
class _Misformed:
    """A request whose parameters are not those of its method."""

    id: int | str
    method: str


class Conversation(LanguageServerProtocol):
    """The protocol of pygls, which leaves requests that it cannot read, or that come too late, without an answer.

    Notes
    -----
    A request before `initialize` is answered with -32002, one after `shutdown` with -32600, and notifications are
    dropped, but for `exit`: Language Server Protocol 3.17, "Server lifecycle". -32600 and -32602 are those of JSON-RPC
    2.0, section 5.1.
    """

    _begun = False
    _ended = False

    def structure_message(self, data: dict[str, Any]) -> Any:  # noqa: ANN401 - as pygls has it
        """A message as an object; pygls calls it for each table of JSON, from the inside outwards."""
        try:
            return super().structure_message(data)
        except JsonRpcException:
            if isinstance(data.get("id"), int | str) and isinstance(data.get("method"), str):
                return _Misformed(data["id"], data["method"])
            raise

    def handle_message(self, message: Any) -> None:  # noqa: ANN401 - whatever an editor writes
        """Have a message answered, unless it must not be now."""
        known = hasattr(message, "jsonrpc") or isinstance(message, _Misformed)
        method, number = getattr(message, "method", None), getattr(message, "id", None)
        if not known:
            number = message.get("id") if isinstance(message, dict) else None
            refusal: JsonRpcException | None = JsonRpcInvalidRequest("this is no message of JSON-RPC 2.0")
            number = number if isinstance(number, int | str) else None
        else:
            refusal = None if method is None else self._refusal(method)
            if refusal is None and isinstance(message, _Misformed):
                refusal = JsonRpcInvalidParams(f"these are no parameters of {method}")
        if refusal is None:
            self._begun = self._begun or method == types.INITIALIZE
            self._ended = self._ended or method == types.SHUTDOWN
            super().handle_message(message)
        elif number is not None or not known:
            self._send_response(number, error=refusal.to_response_error())  # type: ignore[arg-type]

    def _refusal(self, method: str) -> JsonRpcException | None:
        """Why a message may not come now; None where it may."""
        if method == types.EXIT:
            return None
        if self._ended:
            return JsonRpcInvalidRequest("the server has been shut down")
        if not self._begun:
            return None if method == types.INITIALIZE else JsonRpcServerNotInitialized("initialize comes first")
        return JsonRpcInvalidRequest("the server is initialized already") if method == types.INITIALIZE else None
