#include "net/client/connection_error.h"

namespace sotto::client {

ConnectionError errorOf(const wire::Refusal& refusal, ErrorKind kind)
{
    return {.kind = refusal.code() == wire::UNSUPPORTED_VERSION ? ErrorKind::ClientTooOld : kind,
            .code = refusal.code(),
            .retryAfterMs = refusal.retry_after_ms(),
            .detail = refusal.detail(),
            .technical = refusal.text()};
}

ConnectionError errorOf(crypto::ChannelError error)
{
    using crypto::ChannelError;
    switch (error) {
    case ChannelError::ClientTooOld:
        return {.kind = ErrorKind::ClientTooOld, .technical = "channel: client too old"};
    case ChannelError::ClientTooNew:
        return {.kind = ErrorKind::RelayTooOld, .technical = "channel: client too new"};
    case ChannelError::WrongRelay:
        return {.kind = ErrorKind::WrongRelayKey, .technical = "channel: another relay's key"};
    case ChannelError::WrongAccessKey:
        return {.kind = ErrorKind::WrongAccessKey, .technical = "channel: access key refused"};
    case ChannelError::Refused:
        return {.kind = ErrorKind::HandshakeRefused, .technical = "channel: refused"};
    case ChannelError::Malformed:
        return {.kind = ErrorKind::ProtocolBroken, .technical = "channel: malformed frame"};
    case ChannelError::Tampered:
        return {.kind = ErrorKind::ProtocolBroken, .technical = "channel: frame does not open"};
    case ChannelError::TooLarge:
        return {.kind = ErrorKind::ProtocolBroken, .technical = "channel: frame too large"};
    case ChannelError::Closed:
        break;
    }
    return {.kind = ErrorKind::Lost, .technical = "channel: closed"};
}

bool endsReconnecting(const ConnectionError& error)
{
    if (error.kind == ErrorKind::WrongAccessKey) {
        return true;
    }
    // A Refusal of the handshake is not authenticated: ClientTooOld counts with a code only, which
    // came inside the channel.
    const bool isGoodbye =
        error.kind == ErrorKind::Dismissed || error.kind == ErrorKind::ClientTooOld;
    switch (error.code) {
    case wire::SUPERSEDED:
    case wire::MALFORMED:
    case wire::OUT_OF_TURN:
    case wire::UNSUPPORTED_VERSION:
    case wire::NOT_PERMITTED:
        return isGoodbye;
    default:
        return false;
    }
}

} // namespace sotto::client
