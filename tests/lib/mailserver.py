#!/usr/bin/python3
"""tests/lib/mailserver.py - a mail server and a dead-man switch on loopback, for the alert tests

    mailserver.py DIR MODE CERTIFICATE.pem PASSWORD      (its key: CERTIFICATE.key)

The mail server is aiosmtpd. MODE: starttls (required, with an account), tls (from the first byte),
plain, silent (takes connections, says nothing). Writes DIR/mail.port and DIR/ping.port, each mail to
DIR/mail/N.eml with the envelope above it, each request of the switch as a line of DIR/pings. The
switch answers 500 while DIR/ping.broken is there. Ends by SIGTERM.
"""
import asyncio
import http.server
import pathlib
import ssl
import sys
import threading

from aiosmtpd.smtp import SMTP, AuthResult

folder, mode, certificate, password = pathlib.Path(sys.argv[1]), *sys.argv[2:]
box = folder / "mail"
box.mkdir(parents=True, exist_ok=True)


class Box:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody"):
            return "550 there is no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        head = f"X-Envelope-From: {envelope.mail_from}\r\nX-Envelope-To: {','.join(envelope.rcpt_tos)}\r\n"
        head += f"X-Tls: {session.ssl is not None}\r\nX-Account: {session.auth_data}\r\n"
        (box / f"{len(list(box.iterdir()))}.eml").write_bytes(head.encode() + envelope.content)
        return "250 OK"


def account(server, session, envelope, mechanism, data):
    good = data.login == b"cwreports" and data.password == password.encode()
    return AuthResult(success=good, handled=good, auth_data=data.login.decode() if good else None)


class Ping(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        with open(folder / "pings", "a") as log:
            log.write(self.path + "\n")
        self.send_response(500 if (folder / "ping.broken").exists() else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        pass


async def main():
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, certificate.replace(".pem", ".key"))

    def smtp():
        if mode == "silent":
            return asyncio.Protocol()
        if mode == "starttls":
            return SMTP(Box(), tls_context=context, require_starttls=True, auth_required=True,
                        authenticator=account)
        return SMTP(Box())

    server = await asyncio.get_running_loop().create_server(
        smtp, "127.0.0.1", 0, ssl=context if mode == "tls" else None)
    switch = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Ping)
    threading.Thread(target=switch.serve_forever, daemon=True).start()
    (folder / "ping.port").write_text(str(switch.server_port))
    # whole as soon as it is there, and the last
    (folder / "mail.port.new").write_text(str(server.sockets[0].getsockname()[1]))
    (folder / "mail.port.new").rename(folder / "mail.port")
    await server.serve_forever()


asyncio.run(main())
