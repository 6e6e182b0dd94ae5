#pragma once

#include "tests/crypto/log/log_world.h"

namespace sotto::test {

/// The longest log that the rules allow: seven stolen devices refresh as often as each may, then
/// the owner writes with phrase and device up to the last entry. Signed here by hand: LogBuilder
/// judges each entry, which costs seconds with so many.
class LongLog
{
public:
    LongLog()
        : m_world(77)
        , m_head(m_world.log.head())
    {
        if (!m_world.publishPhrase()) {
            qFatal("publishPhrase");
        }
        while (m_thieves.size() < 7) {
            m_thieves.push_back(m_world.addByBoth(m_world.elder));
        }
        m_entries = m_world.log.entries();
        m_head = m_world.log.head();
        for (const Device& thief : m_thieves) {
            refreshAsOftenAsAllowed(thief);
        }
        while (m_entries.size() < crypto::kLogEntriesMax) {
            writeByOwner();
        }
    }

    /// The first @p count entries, as views into this.
    [[nodiscard]] std::vector<crypto::ByteView> first(std::size_t count) const
    {
        return between(0, count);
    }
    [[nodiscard]] std::vector<crypto::ByteView> between(std::size_t from, std::size_t to) const
    {
        std::vector<crypto::ByteView> out;
        for (std::size_t i = from; i < to; ++i) {
            out.emplace_back(m_entries[i].bytes());
        }
        return out;
    }
    /// Entries before the first thief begins.
    [[nodiscard]] std::size_t honestEntries() const { return 2 + m_thieves.size(); }

private:
    void refreshAsOftenAsAllowed(const Device& thief)
    {
        const crypto::DeviceKeys* keys = &thief.keys;
        std::optional<crypto::DeviceKeys> held;
        for (std::uint32_t i = 1;
             i <= crypto::kLoneEntriesMax && m_entries.size() < crypto::kLogEntriesByDeviceMax;
             ++i) {
            auto fresh = crypto::DeviceKeys::generate(m_world.random);
            auto statement = next(crypto::RefreshBody{i, fresh.publicKeys()});
            statement.byDevice = thief.id;
            const crypto::Bytes text = statement.serialize();
            crypto::Bytes entry = text;
            crypto::append(entry, crypto::signAsDevice(keys->signing(), text));
            crypto::append(entry, crypto::proveSigning(fresh.signing(), text));
            crypto::append(entry, fresh.identity().provePossession(text));
            push(entry);
            held.emplace(std::move(fresh));
            keys = &*held;
        }
    }

    void writeByOwner()
    {
        auto statement = next(crypto::SetPolicyBody{});
        statement.byRecovery = true;
        statement.byDevice = m_world.elder.id;
        const crypto::Bytes text = statement.serialize();
        crypto::Bytes entry = text;
        crypto::append(entry, crypto::signAsRecovery(m_world.phrase, text));
        crypto::append(entry, crypto::signAsDevice(m_world.elder.keys.signing(), text));
        push(entry);
    }

    [[nodiscard]] crypto::EntryStatement next(crypto::EntryBody body) const
    {
        crypto::EntryStatement out;
        out.account = m_world.log.account();
        out.sequence = static_cast<std::uint32_t>(m_entries.size());
        out.previous = m_head;
        out.claimed = crypto::Timestamp{kStart};
        out.body = std::move(body);
        return out;
    }

    void push(const crypto::Bytes& entry)
    {
        m_entries.push_back(*crypto::LogEntry::parse(entry));
        m_head = m_entries.back().hash();
    }

    LogWorld m_world;
    std::vector<Device> m_thieves;
    std::vector<crypto::LogEntry> m_entries;
    crypto::EntryHash m_head;
};

} // namespace sotto::test
