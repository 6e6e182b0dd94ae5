#pragma once

#include "crypto/base/result.h"
#include "crypto/channel/channel_keys.h"
#include "net/wire/relay.pb.h"

#include <cstdint>
#include <functional>
#include <string>

namespace sotto::client {

/// Why a connection or a request failed. error_text.h says it to people.
enum class ErrorKind : std::uint8_t
{
    Unreachable,      ///< nothing answers at the relay's address
    ProxyRefused,     ///< the proxy is not there, or does not let us through
    TlsFailed,        ///< no TLS, or (strict) a certificate that the system does not accept
    NoRelay,          ///< something answers, but it is no relay
    HandshakeRefused, ///< the relay ended the handshake and does not say why
    WrongRelayKey,    ///< not the relay of the address
    WrongAccessKey,   ///< the relay does not accept the address's access key
    ClientTooOld,     ///< update this program
    RelayTooOld,      ///< the relay's owner must update it
    Refused,          ///< the relay refused this request: see code
    Dismissed,        ///< the relay ended the connection and said why: see code
    Lost,             ///< the connection ended before the answer
    TimedOut,         ///< no answer in time
    Cancelled,        ///< by us
    ProtocolBroken,   ///< what came is not what the protocol allows
    LocalFailure,     ///< a transfer's source or sink failed on this side
};

struct ConnectionError
{
    ErrorKind kind = ErrorKind::Lost;
    wire::Code code = wire::CODE_UNSPECIFIED; ///< of Refused and Dismissed
    std::uint32_t retryAfterMs = 0;           ///< when the relay named a time
    std::uint64_t detail = 0;                 ///< what it means depends on the code (relay.proto)
    /// False if the request never left this side, so that it surely had no effect.
    bool mayHaveHappened = false;
    std::string technical = {}; ///< English, for a log at debug level; never shown as it is
};

[[nodiscard]] ConnectionError errorOf(const wire::Refusal& refusal, ErrorKind kind);
[[nodiscard]] ConnectionError errorOf(crypto::ChannelError error);
/// True if the relay itself, proved by its key, said that the same attempt will fail again. What
/// somebody on the way could have made up never ends the attempts to connect: else one forged
/// packet would cut a person off for good.
[[nodiscard]] bool endsReconnecting(const ConnectionError& error);

template <class T> using Outcome = crypto::Result<T, ConnectionError>;
/// Called once, from the event loop and never from within the call that took it. May destroy the
/// object that calls it. An object that is destroyed first calls nothing any more.
template <class T> using Done = std::function<void(Outcome<T>)>;

} // namespace sotto::client
