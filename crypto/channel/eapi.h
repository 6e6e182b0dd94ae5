#pragma once

#include "crypto/base/reader.h"
#include "crypto/base/writer.h"

#include <optional>

namespace sotto::crypto {

/// The ephemeral API key that one connection leaves for the next (PROTOCOL.md section 11).
using Eapi = Secret<struct EapiTag, 32>;
/// What a client names instead of it; public to the relay only, inside K1.
using EapiIdentifier = FixedBytes<struct EapiIdentifierTag, 16>;

[[nodiscard]] EapiIdentifier identifierOf(const Eapi& eapi);

/// The relay's keys of one mailbox, or of one listed key of another object: at most three, so that
/// neither a lost frame nor a race of two connections makes the client's key unknown.
///
///     u8 version = 1; { u8 present; u8 eapi[32] if present; } previous, sibling, current
class EapiRecord
{
public:
    /// Forgets everything and keeps @p next: after a login without an EAPI.
    void begin(Eapi next);
    /// The key of that identifier, or null.
    [[nodiscard]] const Eapi* find(const EapiIdentifier& identifier) const;
    /// The key @p used brought a first valid frame: it becomes previous and @p next current. If it
    /// was the previous one already (a loss or a race), the former current stays as sibling, since
    /// the client may have kept either. False, nothing changed, if @p used is unknown.
    bool advance(const EapiIdentifier& used, Eapi next);

    [[nodiscard]] SecretBytes serialize() const;
    [[nodiscard]] static Result<EapiRecord, ParseError> parse(ByteView bytes);

private:
    std::optional<Eapi> m_previous;
    std::optional<Eapi> m_sibling;
    std::optional<Eapi> m_current;
};

} // namespace sotto::crypto
