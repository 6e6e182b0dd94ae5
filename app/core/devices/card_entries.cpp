#include "app/core/devices/card_entries.h"

#include <QTimer>

namespace sotto::core {

std::optional<std::vector<crypto::Bytes>> entriesBehind(const crypto::DeviceLog& known,
                                                        crypto::ByteView serializedLog,
                                                        const EntrySource::IsHead& isHead)
{
    const auto entries = crypto::splitSerializedLog(serializedLog);
    if (!entries) {
        return std::nullopt;
    }
    std::vector<crypto::Bytes> out;
    bool isBehind = false;
    bool reaches = false;
    for (const crypto::ByteView bytes : *entries) {
        const auto entry = crypto::LogEntry::parse(bytes);
        if (!entry) {
            return std::nullopt;
        }
        if (isBehind) {
            out.emplace_back(bytes.begin(), bytes.end());
            reaches = reaches || isHead(entry->hash());
        }
        isBehind = isBehind || entry->hash() == known.head();
    }
    return reaches ? std::optional(std::move(out)) : std::nullopt;
}

void CardEntries::find(const crypto::DeviceLog& known, IsHead isHead, Found found)
{
    auto where = m_where();
    if (!where) {
        m_running.reset();
        return found(std::nullopt);
    }
    m_running = readContactCard(std::move(*where), [known, isHead = std::move(isHead),
                                                    found = std::move(found)](const auto& outcome) {
        if (!outcome || !outcome->card) {
            return found(std::nullopt);
        }
        const auto log = crypto::joinLog(outcome->card->body.contact.log, {});
        found(log ? entriesBehind(known, *log, isHead) : std::nullopt);
    });
}

} // namespace sotto::core
