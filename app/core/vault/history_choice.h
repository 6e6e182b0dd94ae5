#pragma once

#include "app/core/base/context.h"
#include "app/core/vault/vault.pb.h"

#include <limits>
#include <optional>

namespace sotto::core {

/// How far back the vault keeps messages (setting "vault.history").
struct HistoryChoice
{
    /// How old a message may be; nothing: any age.
    std::optional<storage::Milliseconds> ageMax;

    /// Nothing but messages ages: their marks go with them.
    [[nodiscard]] bool holds(const wire::VaultContent& content, storage::Milliseconds nowMs) const;
    /// Messages that were sent before this are not kept.
    [[nodiscard]] storage::Milliseconds oldest(storage::Milliseconds nowMs) const
    {
        return ageMax ? nowMs - *ageMax : std::numeric_limits<storage::Milliseconds>::min();
    }
};

[[nodiscard]] HistoryChoice historyChoice(Work& work);

} // namespace sotto::core
