#include "crypto/log/log_stamp.h"

namespace sotto::crypto {

namespace {

Bytes stamped(const StampRelayKey& relay, const Hash& subject, Timestamp time)
{
    Writer out(72);
    out.bytes(relay).bytes(subject).u64(time.seconds);
    return std::move(out).take();
}

constexpr const Label& label()
{
    return labels::kLogStamp;
}

} // namespace

void LogStamp::write(Writer& out) const
{
    out.bytes(stamped(relay, subject, time)).bytes(signature);
}

LogStamp LogStamp::read(Reader& in)
{
    LogStamp out;
    out.relay = in.fixed<StampRelayKey>();
    out.subject = in.fixed<Hash>();
    out.time = Timestamp{in.u64()};
    out.signature = in.fixed<Signature>();
    return out;
}

bool LogStamp::verifies() const
{
    return verify(SigningPublicKey(relay.view()), label(), stamped(relay, subject, time),
                  signature);
}

LogStamp LogStamp::make(const SigningKey& relayKey, const Hash& subject, Timestamp time)
{
    const StampRelayKey relay(relayKey.publicKey().view());
    return {relay, subject, time, relayKey.sign(label(), stamped(relay, subject, time))};
}

} // namespace sotto::crypto
