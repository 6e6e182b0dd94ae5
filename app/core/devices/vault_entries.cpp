#include "app/core/devices/vault_entries.h"

#include "app/core/base/wire_bytes.h"
#include "app/core/devices/entry_search.h"
#include "app/core/vault/vault.pb.h"
#include "crypto/vault/vault_record.h"

#include <deque>

namespace sotto::core {

namespace {

/// Records that are asked for at once. An entry is written together with what it decides, so it
/// stands among the newest ones of its writer.
constexpr std::uint64_t kRecordsAtOnce = 64;
/// Of each writer, going back from its newest one. Far more than two snapshots have between them,
/// each of which says all entries again.
constexpr std::uint64_t kRecordsOfWriter = 4096;
constexpr std::size_t kHeadBytes = crypto::RecordHeader::kSize + crypto::Signature::kSize;

/// As VaultRecord serialises itself.
crypto::Bytes recordOf(const sotto::wire::Record& record)
{
    const std::size_t size = record.body().size();
    crypto::Bytes out(record.head().begin(), record.head().end());
    for (int shift = 24; shift >= 0; shift -= 8) {
        out.push_back(static_cast<std::uint8_t>(size >> shift));
    }
    out.insert(out.end(), record.body().begin(), record.body().end());
    return out;
}

} // namespace

struct VaultEntries::Search
{
    struct Part
    {
        std::uint32_t writer = 0;
        std::uint64_t first = 0; ///< not below this
        std::uint64_t from = 0;
        std::uint64_t to = 0;
    };

    Search(Vault vault_, const crypto::DeviceLog& known_, IsHead isHead_, Found found_)
        : vault(std::move(vault_))
        , entries(known_, std::move(isHead_))
        , found(std::move(found_))
        , connection(
              vault.place,
              client::Owner{.login = vault.login,
                            .key = std::make_shared<crypto::SigningKey>(vault.key.duplicate())},
              UINT64_MAX, *vault.eapi)
    {}

    void begin()
    {
        connection.start();
        connection.listWriters([this](const client::Outcome<sotto::wire::Writers>& writers) {
            if (!writers) {
                return end(std::nullopt);
            }
            for (const auto& writer : writers->writers()) {
                const std::uint64_t newest = writer.newest();
                addPart(writer.writer(), newest - std::min(newest, kRecordsOfWriter) + 1, newest);
            }
            next();
        });
    }
    void addPart(std::uint32_t writer, std::uint64_t first, std::uint64_t to)
    {
        if (to >= first) {
            parts.push_back({writer, first, to - std::min(to - first, kRecordsAtOnce - 1), to});
        }
    }
    void next()
    {
        if (parts.empty()) {
            return end(std::nullopt);
        }
        const Part part = parts.front();
        connection.readRecords(part.writer, part.from,
                               [this, part](const client::Outcome<sotto::wire::Records>& records) {
                                   if (!records) {
                                       return end(std::nullopt);
                                   }
                                   take(part, *records);
                               });
    }
    void take(const Part& part, const sotto::wire::Records& records)
    {
        parts.pop_front();
        for (const auto& record : records.records()) {
            take(record);
        }
        const std::uint64_t last =
            records.records().empty() ? part.to : records.records().rbegin()->sequence();
        addPart(part.writer, part.first, part.from - 1);
        if (last >= part.from && last < part.to) {
            parts.push_front({part.writer, last + 1, last + 1, part.to});
        }
        auto way = entries.way();
        way ? end(std::move(way)) : next();
    }
    void take(const sotto::wire::Record& record)
    {
        if (record.head().size() != kHeadBytes || record.body().empty()) {
            return;
        }
        const auto parsed = crypto::VaultRecord::parse(recordOf(record));
        const crypto::SharedKey* const key = parsed ? keyOf(parsed->header.epoch) : nullptr;
        const auto body = key != nullptr ? parsed->open(key->vaultRecordKey()) : std::nullopt;
        const auto* const put = body ? std::get_if<crypto::PutRecord>(&body->content) : nullptr;
        wire::VaultContent content;
        if (put == nullptr ||
            !content.ParseFromArray(put->content.data(), static_cast<int>(put->content.size()))) {
            return;
        }
        entries.add(viewOf(content.log_entry().entry()));
        for (const wire::VaultContent& part : content.snapshot().contents()) {
            entries.add(viewOf(part.log_entry().entry()));
        }
    }
    [[nodiscard]] const crypto::SharedKey* keyOf(crypto::Epoch epoch) const
    {
        if (vault.former && vault.former->epoch() == epoch) {
            return &*vault.former;
        }
        return vault.sharedKey.epoch() == epoch ? &vault.sharedKey : nullptr;
    }
    void end(std::optional<std::vector<crypto::Bytes>> way)
    {
        connection.stop();
        const Found answer = std::move(found);
        answer(std::move(way));
    }

    Vault vault;
    EntrySearch entries;
    Found found;
    std::deque<Part> parts;
    client::ObjectConnection connection;
};

VaultEntries::VaultEntries(WhereVault where)
    : m_where(std::move(where))
{}

VaultEntries::~VaultEntries() = default;

void VaultEntries::stop()
{
    m_search.reset();
}

void VaultEntries::find(const crypto::DeviceLog& known, IsHead isHead, Found found)
{
    m_search.reset();
    auto where = m_where();
    if (!where) {
        return found(std::nullopt);
    }
    m_search =
        std::make_unique<Search>(std::move(*where), known, std::move(isHead), std::move(found));
    m_search->begin();
}

} // namespace sotto::core
