"""A mail server for the tests: aiosmtpd, which knows nothing of ALFA.

    smtp.py PORT FILE [--slow SECONDS] [--login USER PASSWORD] [--tls CERTIFICATE KEY]

Each mail it takes becomes one line of JSON in FILE. Addresses that begin with "ninguem" it refuses for good, with "cheio" for now. After it has
taken a mail it waits so many seconds before it says so. Says "ready".
"""

import argparse
import asyncio
import email
import email.policy
import json
import ssl

from aiosmtpd.smtp import SMTP, AuthResult


class Handler:
    def __init__(self, file, slow):
        self.file = file
        self.slow = slow

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("ninguem"):
            return f"550 5.1.1 <{address}>: no such user"
        if address.startswith("cheio"):
            return f"452 4.2.2 <{address}>: mailbox full"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        mail = {
            "to": envelope.rcpt_tos,
            "from": str(message["from"]),
            "subject": str(message["subject"]),
            "id": str(message["message-id"]),
            "text": message.get_content(),
            "tls": session.ssl is not None,
            "login": session.auth_data.login.decode() if session.authenticated else None,
        }
        with open(self.file, "a") as file:
            file.write(json.dumps(mail) + "\n")
        await asyncio.sleep(self.slow)
        return "250 OK"


async def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("port", type=int)
    arguments.add_argument("file")
    arguments.add_argument("--slow", type=float, default=0)
    arguments.add_argument("--login", nargs=2)
    arguments.add_argument("--tls", nargs=2)
    arguments = arguments.parse_args()
    options = {}
    if arguments.tls:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(*arguments.tls)
        options = {"tls_context": context, "require_starttls": True}
    if arguments.login:
        wanted = [part.encode() for part in arguments.login]

        def known(server, session, envelope, mechanism, data):
            # not "handled": the server itself says that it knows no such user
            return AuthResult(success=[data.login, data.password] == wanted, handled=False, auth_data=data)

        options |= {"authenticator": known, "auth_required": True, "auth_require_tls": bool(arguments.tls)}
    handler = Handler(arguments.file, arguments.slow)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(handler, enable_SMTPUTF8=True, **options), "127.0.0.1", arguments.port)
    print("ready", flush=True)
    await server.serve_forever()


asyncio.run(main())
