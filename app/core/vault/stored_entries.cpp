#include "app/core/vault/stored_entries.h"

#include "app/core/devices/entry_search.h"
#include "app/core/vault/thing_states.h"

namespace sotto::core {

void StoredEntries::find(const crypto::DeviceLog& known, IsHead isHead, Found found)
{
    auto search = std::make_shared<EntrySearch>(known, std::move(isHead));
    m_context.later(0, [this, search, found = std::move(found)] {
        for (const std::string& key : m_context.stores.vault.keys(numberOf(ThingType::LogEntry))) {
            search->add(viewOf(key));
        }
        found(search->way());
    });
}

} // namespace sotto::core
