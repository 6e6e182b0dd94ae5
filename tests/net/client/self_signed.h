#pragma once

namespace sotto::test {

/// A certificate that nobody trusts, for the host relay.example, and its key. Valid until 2126.
inline constexpr char kSelfSignedCertificate[] = R"(
-----BEGIN CERTIFICATE-----
MIIBhzCCAS2gAwIBAgIUahx9BKITqLODKm8xU2lUGk4g8xwwCgYIKoZIzj0EAwIw
GDEWMBQGA1UEAwwNcmVsYXkuZXhhbXBsZTAgFw0yNjExMjExMzE4MDNaGA8yMTI2
MTAyODEzMTgwM1owGDEWMBQGA1UEAwwNcmVsYXkuZXhhbXBsZTBZMBMGByqGSM49
AgEGCCqGSM49AwEHA0IABC141rcPWcXBMnd5GGAfbbrzhPGXbTJ6PRjkJLIItdZ3
YRjLALN2oXNU3VOU4Dcl3fc2iRQYruSb3jmtyss4/yejUzBRMB0GA1UdDgQWBBT0
yLW81PFmWpd5fqfhksEaJD3DpTAfBgNVHSMEGDAWgBT0yLW81PFmWpd5fqfhksEa
JD3DpTAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIBRzM6eitqBz
F60EOojhtl/ui2mSfELIpC06qznL9WhgAiEA4C0tucgqTv0zwk7tYHoq9DpS8xph
tPZ7Q7APm5OtYIs=
-----END CERTIFICATE-----
)";
inline constexpr char kSelfSignedKey[] = R"(
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgkQ3pKqqU00XiMYxg
xYiaf83QjymRQezYdHQvX93jWxyhRANCAAQteNa3D1nFwTJ3eRhgH22684Txl20y
ej0Y5CSyCLXWd2EYywCzdqFzVN1TlOA3Jd33NokUGK7km945rcrLOP8n
-----END PRIVATE KEY-----
)";

} // namespace sotto::test
