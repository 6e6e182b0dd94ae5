#pragma once

#include "app/core/account/own_account.h"
#include "app/core/card/card_reader.h"
#include "app/core/devices/account_head.h"

namespace sotto::core {

/// Entries of the own log as another device has put them into the card.
class CardEntries final : public EntrySource
{
public:
    /// Where the card is now; nothing if it cannot be said.
    using WhereCard = std::function<std::optional<CardReference>()>;

    explicit CardEntries(WhereCard where)
        : m_where(std::move(where))
    {}

    void find(const crypto::DeviceLog& known, IsHead isHead, Found found) override;
    void stop() { m_running.reset(); }

private:
    WhereCard m_where;
    client::RunningRequest m_running;
};

/// The entries of a serialised log that stand behind @p known's head; nothing if it does not hold
/// that, or none that @p isHead knows.
[[nodiscard]] std::optional<std::vector<crypto::Bytes>>
entriesBehind(const crypto::DeviceLog& known, crypto::ByteView serializedLog,
              const EntrySource::IsHead& isHead);

} // namespace sotto::core
