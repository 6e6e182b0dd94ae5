#pragma once

#include "net/relay/store/sqlite_store.h"

#include <string>

namespace sotto::test {

using namespace relay;

/// Names that differ by a number.
template <class Fixed> [[nodiscard]] Fixed numbered(std::uint64_t number)
{
    Fixed out;
    for (std::size_t i = 0; i < 8; ++i) {
        out.bytes[i] = static_cast<std::uint8_t>(number >> (8 * i));
    }
    out.bytes[8] = 0x5A;
    return out;
}

/// The envelope of that number for a mailbox, of @p size bytes (at least 8).
[[nodiscard]] NewEnvelope makeEnvelope(const MailboxId& mailbox, std::uint64_t number,
                                       std::size_t size = 64);
/// The number that makeEnvelope() was given.
[[nodiscard]] std::uint64_t numberIn(const std::string& envelope);

/// A store with a reader, and shorter ways to ask it.
class StoreWorld
{
public:
    static constexpr Timestamp kNow{1'800'000'000};

    explicit StoreWorld(std::filesystem::path folder = {}, StoreOptions options = quick());

    /// Nothing is put off by the clock.
    [[nodiscard]] static StoreOptions quick();

    Store& store() { return *m_store; }
    StoreReader& reader() { return *m_reader; }
    MailboxStore& mailboxes() { return m_store->mailboxes(); }
    void reopen();
    /// Runs @p work as one committed group and returns what it returns.
    template <class Work> auto group(Work work)
    {
        m_store->begin();
        if constexpr (std::is_void_v<decltype(work())>) {
            work();
            m_store->commit();
        } else {
            auto result = work();
            m_store->commit();
            return result;
        }
    }
    /// maintain() until nothing is left to do.
    void maintain(Timestamp now = kNow);

    [[nodiscard]] MailboxId mailbox(std::uint64_t number) const
    {
        return numbered<MailboxId>(number);
    }
    [[nodiscard]] crypto::DeliveryTokenHash token(std::uint64_t number = 1) const
    {
        return numbered<crypto::DeliveryTokenHash>(number);
    }
    /// Makes a mailbox that accepts token(1) and token(2).
    void makeMailbox(std::uint64_t number);
    /// One envelope of that number in a group of its own.
    PostOutcome post(std::uint64_t mailboxNumber, std::uint64_t number, std::size_t size = 64,
                     Timestamp now = kNow);
    /// Numbers of what waits behind @p after, read by the reader.
    [[nodiscard]] std::vector<std::uint64_t> waiting(std::uint64_t mailboxNumber,
                                                     std::uint64_t after = 0);
    MailboxStore::Subscription subscribe(std::uint64_t mailboxNumber, std::uint64_t acknowledged);
    void acknowledgeAll(std::uint64_t mailboxNumber);

private:
    std::filesystem::path m_folder;
    StoreOptions m_options;
    std::unique_ptr<Store> m_store;
    std::unique_ptr<StoreReader> m_reader;
};

} // namespace sotto::test
