#include "crypto/objects/stamp.h"

namespace sotto::crypto {

namespace {

Bytes stamped(const StampRelayKey& relay, const Hash& subject, Timestamp time)
{
    Writer out(Stamp::kSize);
    out.bytes(relay).bytes(subject).u64(time.seconds);
    return std::move(out).take();
}

} // namespace

Stamp Stamp::make(const SigningKey& relayKey, const Hash& subject, Timestamp time)
{
    const StampRelayKey relay(relayKey.publicKey().view());
    const Bytes message = stamped(relay, subject, time);
    return {relay, subject, time, relayKey.sign(labels::kLogStamp, message)};
}

bool Stamp::verifies() const
{
    const SigningPublicKey key(relay.view());
    const Bytes message = stamped(relay, subject, time);
    return verify(key, labels::kLogStamp, message, signature);
}

void Stamp::write(Writer& out) const
{
    out.bytes(stamped(relay, subject, time)).bytes(signature);
}

Stamp Stamp::read(Reader& in)
{
    Stamp out;
    out.relay = in.fixed<StampRelayKey>();
    out.subject = in.fixed<Hash>();
    out.time = Timestamp{in.u64()};
    out.signature = in.fixed<Signature>();
    return out;
}

Result<Stamp, ParseError> Stamp::parse(ByteView bytes)
{
    Reader in(bytes);
    Stamp out = read(in);
    SOTTO_CHECK(in.finish());
    return out;
}

Bytes Stamp::serialize() const
{
    Writer out(kSize);
    write(out);
    return std::move(out).take();
}

} // namespace sotto::crypto
