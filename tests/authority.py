"""A timestamp authority on loopback: ``openssl ts`` behind a web server, with certificates of its own."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from attrs import Factory, define
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tests.loopback import served

needs_openssl = pytest.mark.skipif(
    not shutil.which("openssl"), reason="no openssl, which is the authority here (apt-get install openssl)"
)
SIGNER = "CN=Clock of Drennfurt"
_SETUP = """
[tsa]
serial = {folder}/serial
default_policy = 1.2.3.4.1
digests = {digests}
signer_digest = sha256
ess_cert_id_alg = sha256
"""


@define
class Authority:
    """What it was asked, and what it answers."""

    folder: Path
    url: str = ""
    status: int = 200
    location: str = ""
    answer: bytes = b""
    """In place of its own."""
    asked: list[bytes] = Factory(list)
    headers: list[dict[str, str]] = Factory(list)

    @property
    def roots(self) -> Path:
        """The certificate of whoever vouches for it, and for whom nobody does."""
        return self.folder / "roots.pem"

    def knows(self, *digests: str) -> None:
        """Of all digests it certifies only these."""
        setup = _SETUP.format(folder=self.folder, digests=", ".join(digests))
        (self.folder / "tsa.cnf").write_text(setup)

    def sign(self, query: bytes) -> bytes:
        asked, answer = self.folder / "query.tsq", self.folder / "answer.tsr"
        asked.write_bytes(query)
        words = ["openssl", "ts", "-reply", "-config", str(self.folder / "tsa.cnf"), "-section", "tsa"]
        words += ["-queryfile", str(asked), "-out", str(answer)]
        words += ["-signer", str(self.folder / "tsa.pem"), "-inkey", str(self.folder / "tsa.key")]
        subprocess.run(words, capture_output=True, check=False)
        return answer.read_bytes()

    def agrees(self, line: bytes, response: bytes) -> bool:
        """Whether ``openssl``, too, takes ``response`` for a certificate of ``line``."""
        said, answer = self.folder / "said.txt", self.folder / "said.tsr"
        said.write_bytes(line)
        answer.write_bytes(response)
        words = ["openssl", "ts", "-verify", "-data", str(said), "-in", str(answer)]
        found = subprocess.run([*words, "-CAfile", str(self.roots)], capture_output=True, check=False)
        return found.returncode == 0


@contextmanager
def authority() -> Iterator[Authority]:
    with TemporaryDirectory() as folder:
        asked = Authority(Path(folder))
        _issue(asked.folder)
        asked.knows("sha256")

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                query = self.rfile.read(int(self.headers["Content-Length"]))
                asked.asked.append(query)
                asked.headers.append({name.lower(): value for name, value in self.headers.items()})
                body = asked.answer or asked.sign(query)
                self.send_response(asked.status)
                if asked.location:
                    self.send_header("Location", asked.location)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None: ...

        with served(Handler) as address:
            asked.url = f"{address}/tsa"
            yield asked


def _issue(folder: Path) -> None:
    """Write key and certificate of the authority, and the certificate of the root that vouches for it."""
    root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root, own = _name("Root of Drennfurt"), _name(SIGNER.removeprefix("CN="))
    stamping = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    issued = {
        "roots.pem": _certificate(root, root_key, root, x509.BasicConstraints(True, None), root_key),
        "tsa.pem": _certificate(own, key, root, stamping, root_key),
    }
    pem = serialization.Encoding.PEM
    for name, certificate in issued.items():
        (folder / name).write_bytes(certificate.public_bytes(pem))
    form, shut = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "tsa.key").write_bytes(key.private_bytes(pem, form, shut))
    (folder / "serial").write_text("01\n")


def certificate(common: str, serial: int) -> x509.Certificate:
    """One of the root's, of a name and a number."""
    key = ec.generate_private_key(ec.SECP256R1())
    extension = x509.BasicConstraints(False, None)
    return _certificate(_name(common), key, _name("Root of Drennfurt"), extension, key, serial)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _certificate(
    name: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuer: x509.Name,
    extension: x509.ExtensionType,
    signed_by: ec.EllipticCurvePrivateKey,
    serial: int = 0,
) -> x509.Certificate:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder(issuer, name, key.public_key(), serial or x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(extension, critical=True)
        .sign(signed_by, hashes.SHA256())
    )
