#pragma once

#include "app/core/delivery/incoming.h"
#include "app/core/vault/dirty_marks.h"
#include "app/core/vault/stored_things.h"
#include "tests/support/deterministic_random.h"

#include <random>

namespace sotto::test {

/// A clock that a test moves, and nothing else.
class SetClock final : public core::Clock
{
public:
    [[nodiscard]] storage::Milliseconds now() const override { return ms; }

    storage::Milliseconds ms = 0;
};

/// One device of an account: real storage, and the parts of a client that need no network.
class OwnDeviceStores
{
public:
    OwnDeviceStores(std::uint64_t seed, storage::Milliseconds now);

    /// The first device of a new account.
    void create(const crypto::SigningKey& recovery);
    /// One more device of @p first's account, which holds nothing but keys and log.
    void join(OwnDeviceStores& first, const crypto::SigningKey& recovery);

    /// One transaction. Changes are marked as they would be in a client.
    template <class Call> void change(Call&& call)
    {
        core::Work work(context);
        call(work);
        work.commit();
    }
    /// All that is dirty, said; nothing is dirty then.
    [[nodiscard]] std::vector<std::string> sayAll();
    /// Takes what another device said.
    void take(const std::string& record);
    /// All that devices must agree on, as text.
    [[nodiscard]] std::string dump();

    SetClock clock;
    DeterministicRandom random;
    core::Environment environment;
    core::Context context;
    core::OwnAccount own;
    core::People people;
    core::SessionBook sessions;
    core::RelayPlaces places;
    core::OwnMailboxes mailboxes;
    core::Outbox outbox;
    core::Incoming incoming;
    core::StoredThings things;

private:
    void dumpContacts(std::string& out);
    void dumpConversation(std::string& out, core::Work& work, const std::string& name,
                          core::RowId contact,
                          const std::optional<storage::Conversation>& conversation);
    void dumpAccount(std::string& out, core::Work& work);
};

/// Somebody the account knows.
class Friend
{
public:
    explicit Friend(std::uint64_t seed);

    [[nodiscard]] const crypto::AccountId& id() const { return m_log->account(); }
    [[nodiscard]] crypto::DeviceId device() const { return m_log->state().devices.front().id; }
    [[nodiscard]] core::wire::Introduction introduction() const;
    [[nodiscard]] core::wire::Content content(std::uint64_t sentMs);
    /// One more device, and so another Introduction.
    void addDevice();
    void rename(std::string name);

    DeterministicRandom random;

private:
    crypto::SigningKey m_recovery;
    crypto::DeviceKeys m_keys;
    std::optional<crypto::DeviceLog> m_log;
    std::string m_name = "Friend";
    std::uint32_t m_number = 1;
};

} // namespace sotto::test
