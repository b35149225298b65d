"""Looks for secrets in whatever a program has said or written, in every spelling that they could have there."""
import base64


def shifted_base64(secret, alphabet, shift):
    """What stands in base64 text that holds `secret` from its byte `shift` (modulo 3) on: the characters that depend on it alone."""
    text = base64.b64encode(bytes(shift) + secret, altchars=alphabet)
    first = -(-shift * 8 // 6)
    return text[first:(shift + len(secret)) * 8 // 6]


def spellings(secret):
    """{name: bytes} of a secret: as it is, in hexadecimal, as an AT command's hexadecimal string, in base64 at each of its alignments."""
    found = {"text": secret, "hex": secret.hex().encode(), "HEX": secret.hex().upper().encode()}
    for name, alphabet in (("base64", b"+/"), ("base64url", b"-_")):
        for shift in range(3):
            found[f"{name} from byte {shift}"] = shifted_base64(secret, alphabet, shift)
    return found


class Secrets:
    """Named secrets. The bytes of a key are one; a key that is written in hexadecimal is looked for as text in base64, too."""

    def __init__(self, **secrets):
        self.wanted = []
        for name, secret in secrets.items():
            both = [secret, secret.hex().encode(), secret.hex().upper().encode()]
            for kind, value in zip(("", " of its hex", " of its HEX"), both):
                self.wanted += [(f"{name}: {spelling}{kind}", text) for spelling, text in spellings(value).items()]

    def leaks(self, said):
        """Which secrets stand in bytes or text, and in what spelling."""
        said = said.encode("utf-8", "surrogateescape") if isinstance(said, str) else said
        return [name for name, text in self.wanted if text in said]
