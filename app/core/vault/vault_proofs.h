#pragma once

#include "app/core/vault/vault_keys.h"
#include "app/core/vault/vault_things.h"

namespace sotto::core {

/// What entries, links, certificates and moves show by themselves, whoever wrote them.
class VaultProofs
{
public:
    VaultProofs(const OwnAccount& own, const VaultKeys& keys)
        : m_own(own)
        , m_keys(keys)
    {}

    /// An entry that stands in the own log, or might have instead of one that does, or may follow;
    /// links that open; a certificate or a move by the account's present recovery key.
    [[nodiscard]] bool proves(const wire::VaultContent& content) const;
    /// Whether a snapshot says it: what is in force, and nothing that somebody made up. Of what
    /// shows nothing by itself all of it.
    [[nodiscard]] bool isInForce(const Thing& thing) const;

private:
    [[nodiscard]] bool provesEntry(const std::string& bytes) const;

    const OwnAccount& m_own;
    const VaultKeys& m_keys;
};

/// Of one of the four types, as its key says it.
[[nodiscard]] std::optional<wire::VaultContent> signedContentOf(const Thing& thing);

} // namespace sotto::core
