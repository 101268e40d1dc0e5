#!/usr/bin/env python3
"""A second verifier, written from the description of the format and nothing else.

It is slow and simple on purpose. Tests compare its answers with those of ctverify. It needs only Python 3.9.
It reads one JSON object per line from stdin, and writes one per line to stdout:
  in:  {"buckets": DIR, "keys": {REGION: FILE}, "trail": ARN, "start": TIME, "end": TIME}
  out: {"verdict": "valid" | "invalid" | "incomplete", "invalid": [S3 URI...], "unchecked": [S3 URI...]}
DIR/BUCKET/PATH is an object and PATH.meta.json its user metadata. FILE is an answer of ListPublicKeys.

What it decides:
 1. An object is a digest file if its path has the documented form. Anything else in a digest folder is unchecked.
 2. A digest file is verified if a trusted key, valid at the time, signed its end time, location, content and the
    signature of the previous digest file, and if the newer one that links to it records its hash and signature.
 3. A verified digest file proves that its log files and the previous digest file existed as it records them.
 4. A log file is not genuine if verified digest files cover its time and none lists it.
 5. Time that no verified digest file covers is unchecked.
"""
import base64, hashlib, json, os, re, sys, zlib
from datetime import datetime, timedelta, timezone

HOUR = timedelta(hours=1)
SLACK = timedelta(minutes=15)  # a log file is named up to a quarter of an hour before the digest file that lists it
KEY_ROTATION = timedelta(hours=2)  # a digest file is signed up to two hours after the end of its period
ALWAYS = datetime.min.replace(tzinfo=timezone.utc)
NEVER = datetime.max.replace(tzinfo=timezone.utc)
DIGEST = re.compile(
    r"(?P<root>(?:.*/)?AWSLogs/(?:o-[a-z0-9]{10,32}/)?(?P<account>\d{12}))/CloudTrail-Digest/(?P<region>[a-z0-9-]+)"
    r"/(?P<day>\d{4}/\d\d/\d\d)/(?P=account)_CloudTrail-Digest_(?P=region)_(?P<trail>[A-Za-z0-9._-]{3,128})"
    r"_(?P<home>[a-z0-9-]+)_(?P<end>\d{8}T\d{6}Z)(?P<backfill>_backfill)?\.json\.gz")
LOG_NAME = re.compile(
    r"(?P<account>\d{12})_CloudTrail_(?P<region>[a-z0-9-]+)_(?P<time>\d{8}T\d{4}Z)_[A-Za-z0-9]{16}\.json\.gz")
SHA256_PREFIX = bytes.fromhex("3031300d060960864801650304020105000420")  # DigestInfo of RFC 8017, section 9.2

def time_of(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(timezone.utc)

def compact_time(text):
    pattern = "%Y%m%dT%H%M%SZ" if len(text) == 16 else "%Y%m%dT%H%MZ"
    return datetime.strptime(text, pattern).replace(tzinfo=timezone.utc)

def inflate(data):
    """Returns the content of exactly one complete gzip member, or None."""
    reader = zlib.decompressobj(wbits=31)
    try:
        content = reader.decompress(data) + reader.flush()
    except zlib.error:
        return None
    return content if reader.eof and not reader.unused_data else None

def json_object(data):
    try:
        value = json.loads(data or b"")
    except ValueError:
        return None
    return value if isinstance(value, dict) else None

def der(data, tag):
    """Splits DER into the content of its first value and the bytes that follow."""
    if data[0] != tag:
        raise ValueError("unexpected tag")
    length, at = data[1], 2
    if length & 0x80:
        at = 2 + (length & 0x7F)
        length = int.from_bytes(data[2:at], "big")
    if at + length > len(data):
        raise ValueError("too short")
    return data[at:at + length], data[at + length:]

def rsa_key(data):
    """Returns modulus and exponent of an RSAPublicKey, alone or in a SubjectPublicKeyInfo."""
    body, rest = der(data, 0x30)
    if rest:
        raise ValueError("trailing bytes")
    if body[0] == 0x30:
        return rsa_key(der(der(body, 0x30)[1], 0x03)[0][1:])
    modulus, body = der(body, 0x02)
    exponent, body = der(body, 0x02)
    return int.from_bytes(modulus, "big"), int.from_bytes(exponent, "big")

class Keys:
    def __init__(self, files):
        self.keys = {}
        for region, file in files.items():
            with open(file, encoding="utf-8") as answer:
                for key in json.load(answer)["PublicKeyList"]:
                    self.add(region, key)

    def add(self, region, key):
        try:
            value = base64.b64decode(key["Value"], validate=True)
            modulus, exponent = rsa_key(value)
        except (ValueError, IndexError):
            return
        if hashlib.md5(value).hexdigest() == key["Fingerprint"]:
            first, last = (key.get(name) and datetime.fromtimestamp(float(key[name]), timezone.utc)
                           for name in ("ValidityStartTime", "ValidityEndTime"))
            self.keys[region, key["Fingerprint"]] = (modulus, exponent, first or ALWAYS, last or NEVER)

    def verify(self, region, fingerprint, signed_from, signed_until, text, signature):
        """RSASSA-PKCS1-v1_5 with SHA-256: compares with the whole expected encoding."""
        modulus, exponent, valid_from, valid_until = self.keys.get((region, fingerprint), (0, 0, NEVER, ALWAYS))
        size = (modulus.bit_length() + 7) // 8
        if not (valid_from <= signed_until and signed_from <= valid_until) or len(signature) != size:
            return False
        info = SHA256_PREFIX + hashlib.sha256(text).digest()
        expected = b"\x00\x01" + b"\xff" * (size - 3 - len(info)) + b"\x00" + info
        return pow(int.from_bytes(signature, "big"), exponent, modulus).to_bytes(size, "big") == expected

class Buckets:
    def __init__(self, root):
        self.files = {}
        for folder, _, names in os.walk(root):
            for name in names:
                path = os.path.join(folder, name)
                self.files["s3://" + os.path.relpath(path, root)] = path
        sidecars = [uri for uri in self.files if uri.endswith(".meta.json") and uri[:-10] in self.files]
        self.metadata = {uri[:-10]: json_object(self.read(uri)) for uri in sidecars}
        for uri in sidecars:
            del self.files[uri]

    def read(self, uri):
        with open(self.files[uri], "rb") as file:
            return file.read()

class Digest:
    def __init__(self, uri, path, buckets):
        self.uri, self.path = uri, path
        self.bucket = uri.split("/")[2]
        self.region, self.backfill = path["region"], bool(path["backfill"])
        self.end = compact_time(path["end"])
        self.metadata = buckets.metadata.get(uri)
        self.content = inflate(buckets.read(uri))
        self.json = json_object(self.content)
        try:
            self.hash = hashlib.sha256(self.content).hexdigest()
            self.start = time_of(self.json["digestStartTime"])
            self.location = f"s3://{self.json['digestS3Bucket']}/{self.json['digestS3Object']}"
            self.claims = (self.location, self.json["awsAccountId"], time_of(self.json["digestEndTime"]))
            self.fingerprint = self.json["digestPublicKeyFingerprint"]
            self.signature_of_previous = self.json["previousDigestSignature"]
            self.log_files = [(f"s3://{file['s3Bucket']}/{file['s3Object']}", file["hashAlgorithm"], file["hashValue"])
                              for file in self.json["logFiles"]]
            self.previous = self.signature_of_previous and (
                f"s3://{self.json['previousDigestS3Bucket']}/{self.json['previousDigestS3Object']}")
        except (ValueError, KeyError, TypeError, AttributeError):
            self.json = self.previous = None

    def state(self, keys, recorded):
        """Returns "verified", "invalid" or "unchecked". recorded: the signature in the newer digest file, or None."""
        if self.json is None:
            return "invalid"
        signature = recorded
        if self.metadata is not None:
            signature = self.metadata.get("signature")
            if signature is None or self.metadata.get("signature-algorithm") != "SHA256withRSA":
                return "invalid"
        if signature is None:
            return "unchecked"
        if self.claims != (self.uri, self.path["account"], self.end):
            return "invalid"
        signed_from, signed_until = self.end, self.end + KEY_ROTATION
        if self.backfill:
            generated = (self.metadata or {}).get("backfill-generation-timestamp")
            if self.metadata is not None and generated is None:
                return "invalid"
            signed_until = NEVER
            if generated:
                signed_from, signed_until = time_of(generated) - HOUR, time_of(generated) + HOUR
        previous = self.signature_of_previous or "null"
        signed = "\n".join([self.json["digestEndTime"], self.location[5:], self.hash, previous])
        try:
            signature = bytes.fromhex(signature)
        except ValueError:
            return "invalid"
        is_signed = keys.verify(self.region, self.fingerprint, signed_from, signed_until, signed.encode(), signature)
        return "verified" if is_signed else "invalid"

    def matches_link(self, newer):
        signature = (self.metadata or {}).get("signature", newer.signature_of_previous)
        expected = (newer.json["previousDigestHashValue"], newer.signature_of_previous.lower())
        return (self.hash, signature.lower()) == expected

    def links_back(self):
        """Returns whether it links to an older digest file of its own chain."""
        path = DIGEST.fullmatch(self.previous.split("/", 3)[3])
        chain = ("account", "region", "trail", "home", "backfill")
        return bool(path) and path.group(*chain) == self.path.group(*chain) and compact_time(path["end"]) < self.end

class Verification:
    def __init__(self, request):
        _, _, _, self.home, self.account, name = request["trail"].split(":")
        self.name = name[len("trail/"):]
        self.start, self.end = time_of(request["start"]), time_of(request["end"])
        self.keys, self.buckets = Keys(request["keys"]), Buckets(request["buckets"])
        self.invalid, self.unchecked, self.gap = set(), set(), False

    def run(self):
        paths = {uri: DIGEST.fullmatch(uri.split("/", 3)[3]) for uri in self.buckets.files}
        digests = [Digest(uri, path, self.buckets) for uri, path in paths.items() if self.is_of_trail(path)]
        self.unchecked |= {uri for uri, path in paths.items() if "/CloudTrail-Digest/" in uri and not path}
        regions = {digest.region for digest in digests} or {self.home}
        chains = {(region, backfill): self.walk([d for d in digests if (d.region, d.backfill) == (region, backfill)])
                  for region in regions for backfill in (False, True)}
        listed = self.log_files([digest for chain in chains.values() for digest in chain])
        for region in regions:
            covered = self.coverage(chains[region, False])
            self.gap |= not covers(covered, self.start, self.end)
            self.unlisted(region, chains[region, False], covered, listed)
        self.gap |= any(self.is_orphan(uri, regions, listed) for uri in paths)
        verdict = "invalid" if self.invalid else "incomplete" if self.unchecked or self.gap else "valid"
        return {"verdict": verdict, "invalid": sorted(self.invalid), "unchecked": sorted(self.unchecked - self.invalid)}

    def is_of_trail(self, path):
        return path and (path["account"], path["trail"], path["home"]) == (self.account, self.name, self.home) \
            and self.start < compact_time(path["end"]) <= self.end + HOUR

    def walk(self, digests):
        """Returns the verified digest files of one chain, newest first, and reports the others."""
        verified, links, recorded = [], {}, {}
        for digest in sorted(digests, key=lambda d: d.end, reverse=True):
            state = digest.state(self.keys, recorded.get(digest.uri))
            if digest.json and digest.previous:
                recorded[digest.previous] = digest.signature_of_previous
            if state == "verified" and digest.uri in links and not digest.matches_link(links[digest.uri]):
                state = "invalid"
            if state != "verified":
                (self.invalid if state == "invalid" else self.unchecked).add(digest.uri)
                continue
            if verified and digest.end > verified[-1].start and not digest.backfill:
                self.invalid.add(digest.uri)
            verified.append(digest)
            if digest.previous and not digest.links_back():
                self.invalid.add(digest.uri)
            elif digest.previous and (digest.backfill or digest.start > self.start):
                links[digest.previous] = digest
                if digest.previous not in self.buckets.files:
                    self.invalid.add(digest.previous)
        contents = {digest.content for digest in verified}
        copies = {digest.uri for digest in digests if digest not in verified and digest.content in contents
                  and digest.uri.rsplit("/", 1)[1] == digest.location.rsplit("/", 1)[1]}
        self.invalid -= copies  # Someone copied a bucket, which is harmless.
        self.unchecked -= copies
        return verified

    def log_files(self, digests):
        """Checks every log file that a verified digest file lists, and returns their locations."""
        listed = set()
        for uri, algorithm, expected in [file for digest in digests for file in digest.log_files]:
            content = inflate(self.buckets.read(uri)) if uri in self.buckets.files else None
            if algorithm != "SHA-256" or uri in listed:
                self.unchecked.add(uri)
            elif content is None or hashlib.sha256(content).hexdigest() != expected:
                self.invalid.add(uri)
            listed.add(uri)
        return listed

    def is_orphan(self, uri, regions, listed):
        """Returns whether it is an unlisted log file in a region without digest files."""
        name = LOG_NAME.fullmatch(uri.rsplit("/", 1)[1])
        return bool(name) and name["account"] == self.account and name["region"] not in regions \
            and uri not in listed and self.start <= compact_time(name["time"]) < self.end

    @staticmethod
    def coverage(digests):
        """Joins the periods of verified digest files, newest first."""
        periods = []
        for digest in digests:
            if periods and periods[-1][0] <= digest.end:
                periods[-1] = (min(periods[-1][0], digest.start), periods[-1][1])
            else:
                periods.append((digest.start, digest.end))
        return periods

    def unlisted(self, region, digests, covered, listed):
        """Reports objects in the log folders of verified digest files that no verified digest file lists."""
        folders = {f"s3://{digest.bucket}/{digest.path['root']}/CloudTrail/{region}/{day:%Y/%m/%d}/"
                   for digest in digests for day in days(digest)}
        for uri in self.buckets.files:
            if uri in listed or not any(uri.startswith(folder) for folder in folders):
                continue
            folder, name = uri.rsplit("/", 1)
            path = LOG_NAME.fullmatch(name)
            time = path and compact_time(path["time"])
            if path is None:
                self.unchecked.add(uri)
            elif not folder.endswith(f"/{path['account']}/CloudTrail/{path['region']}/{time:%Y/%m/%d}"):
                self.invalid.add(uri)
            elif self.start - SLACK <= time < self.end and covers(covered, time, time + SLACK):
                self.invalid.add(uri)
            elif time < self.end < time + SLACK and covers(covered, time, self.end):
                self.unchecked.add(uri)

def covers(periods, start, end):
    return any(first <= start and end <= last for first, last in periods)

def days(digest):
    return [digest.start + timedelta(days=day) for day in range((digest.end.date() - digest.start.date()).days + 1)]

for request in sys.stdin:
    print(json.dumps(Verification(json.loads(request)).run()), flush=True)
