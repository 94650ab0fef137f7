"""The HTTP client, against a server that says exactly what it is told to."""

from __future__ import annotations

import asyncio
import ssl
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.telegram import http
from bot.telegram.http import Client, HttpError

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"


class Server:
    """Answers each request with the next of its answers, in pieces of so many bytes; an answer of None closes the connection."""

    def __init__(self, *answers: bytes | None, piece: int = 10**6, close: bool = False) -> None:
        self.answers = list(answers)
        self.piece = piece
        self.close = close
        self.requests: list[bytes] = []
        self.connections = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
                self.requests.append(head + await reader.readexactly(length))
                answer = self.answers.pop(0) if self.answers else OK
                if answer is None:
                    return
                for start in range(0, len(answer), self.piece):
                    writer.write(answer[start : start + self.piece])
                    await writer.drain()
                    await asyncio.sleep(0)
                if self.close:
                    return
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            writer.close()


@asynccontextmanager
async def serving(server: Server, tls: ssl.SSLContext | None = None) -> AsyncIterator[tuple[Client, str]]:
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0, ssl=tls)
    port = listening.sockets[0].getsockname()[1]
    client = Client(4)
    try:
        yield client, f"http{'s' if tls else ''}://localhost:{port}"
    finally:
        client.close()
        listening.close()


async def post(client: Client, url: str, seconds: float = 2.0) -> tuple[int, bytes]:
    return await client.post(f"{url}/bot1:a/getMe", b"{}", "application/json", seconds)


async def test_requests_go_out_whole_on_a_connection_that_is_kept() -> None:
    server = Server()
    async with serving(server) as (client, url):
        for _ in range(3):
            assert await post(client, url) == (200, b"hi")
    assert server.connections == 1
    host = url.removeprefix("http://").encode()
    head = b"POST /bot1:a/getMe HTTP/1.1\r\nHost: " + host + b"\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n"
    assert server.requests == [head + b"{}"] * 3


@pytest.mark.parametrize("piece", [1, 7, 10**6])
@pytest.mark.parametrize(
    ("answer", "status", "body"),
    [
        (OK, 200, b"hi"),
        (b"HTTP/1.1 404 Not Found\r\ncontent-length:0\r\n\r\n", 404, b""),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n5;x=y\r\n there\r\n0\r\n\r\n".replace(b"5;", b"6;"),
            200,
            b"hi there",
        ),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 200, b""),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nTrailer: x\r\n\r\n", 200, b"hi"),
    ],
)
async def test_answers_of_every_shape_are_read_in_pieces_of_any_size(answer: bytes, status: int, body: bytes, piece: int) -> None:
    server = Server(answer, answer, piece=piece)
    async with serving(server) as (client, url):
        assert await post(client, url) == (status, body)
        assert await post(client, url) == (status, body)
    assert server.connections == 1


async def test_an_answer_without_a_length_ends_with_its_connection() -> None:
    server = Server(b"HTTP/1.1 502 Bad Gateway\r\n\r\nsorry", close=True)
    async with serving(server) as (client, url):
        assert await post(client, url) == (502, b"sorry")
        server.close = False
        assert await post(client, url) == (200, b"hi")
    assert server.connections == 2


async def test_a_connection_that_is_to_be_closed_is_not_used_again() -> None:
    server = Server(OK.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
    async with serving(server) as (client, url):
        assert await post(client, url) == (200, b"hi")
        assert await post(client, url) == (200, b"hi")
    assert server.connections == 2


async def test_a_connection_that_was_idle_for_long_is_not_used_again(monkeypatch: pytest.MonkeyPatch) -> None:
    server = Server()
    async with serving(server) as (client, url):
        await post(client, url)
        monkeypatch.setattr(http, "IDLE_SECONDS", -1.0)
        await post(client, url)
    assert server.connections == 2


@pytest.mark.parametrize(
    "answer",
    [
        None,
        b"HTTP/1.1 100 Continue\r\n\r\n",
        b"my lips are swelling\r\n\r\n",
        b"x" * 100_000,
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhi",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhi\r\n",
    ],
)
async def test_what_is_no_answer_is_an_error_and_the_next_request_gets_a_new_connection(answer: bytes | None) -> None:
    server = Server(answer, close=True)
    async with serving(server) as (client, url):
        with pytest.raises(HttpError) as raised:
            await post(client, url)
        assert "lips" not in str(raised.value)
        server.close = False
        assert await post(client, url) == (200, b"hi")


async def test_an_answer_that_never_ends_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "LARGEST_BODY", 1000)
    async with serving(Server(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + b"x" * 2000)) as (client, url):
        with pytest.raises(HttpError, match="too long"):
            await post(client, url)


async def test_silence_is_a_time_out_and_being_cancelled_leaves_no_answer_for_the_next() -> None:
    server = Server(b"HTTP", b"HTTP")
    async with serving(server) as (client, url):
        with pytest.raises(TimeoutError):
            await post(client, url, 0.05)
        waiting = asyncio.create_task(post(client, url))
        await asyncio.sleep(0.05)
        waiting.cancel()
        assert isinstance((await asyncio.gather(waiting, return_exceptions=True))[0], asyncio.CancelledError)
        assert await post(client, url) == (200, b"hi")


async def test_words_that_nobody_asked_for_end_a_connection() -> None:
    server = Server(OK + b"HTTP/1.1 200 OK\r\n", OK)
    async with serving(server) as (client, url):
        assert await post(client, url) == (200, b"hi")
        await asyncio.sleep(0.01)
        assert await post(client, url) == (200, b"hi")


async def test_so_many_connections_and_no_more() -> None:
    server = Server()
    async with serving(server) as (client, url):
        answers = await asyncio.gather(*(post(client, url) for _ in range(50)))
    assert set(answers) == {(200, b"hi")}
    assert server.connections <= 4


async def test_a_client_that_was_closed_makes_no_request() -> None:
    client = Client(1)
    client.close()
    with pytest.raises(HttpError, match="closed"):
        await post(client, "http://127.0.0.1:9")


@pytest.mark.parametrize("name", ["no-such-host.invalid", "x" * 70 + ".example.org"])
async def test_a_name_that_leads_nowhere(name: str) -> None:
    with pytest.raises((HttpError, OSError)):
        await post(Client(1), f"http://{name}:9")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("tls")
    made, key = folder / "cert.pem", folder / "key.pem"
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "2", "-nodes", "-newkey", "rsa:2048"]
    subprocess.run(["openssl", "req", "-x509", "-out", str(made), "-keyout", str(key), *subject], check=True, capture_output=True)
    return made, key


async def test_tls_is_spoken_and_a_certificate_that_nobody_vouches_for_is_refused(
    certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    async with serving(Server(), context) as (client, url):
        http._tls.cache_clear()
        with pytest.raises(OSError, match="certificate"):
            await post(client, url)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
        http._tls.cache_clear()
        assert await post(client, url) == (200, b"hi")
        with pytest.raises(OSError, match="certificate"):
            await post(Client(1), url.replace("localhost", "127.0.0.1"))
    http._tls.cache_clear()
