#pragma once

#include "app/core/objects/object_context.h"
#include "app/storage/database.h"
#include "crypto/base/random.h"
#include "tests/app/support/loopback_relay.h"
#include "tests/net/client/memory_eapi_keeper.h"

#include <optional>

namespace sotto::test {

/// What a client gives its objects: a database in memory that outlives "restarts", and a death at
/// any commit.
class ObjectWorld : public core::ObjectContext
{
public:
    using Rows = std::map<std::string, crypto::Bytes>;

    enum class Death
    {
        BeforeCommit, ///< of the transaction nothing is on the disk
        AfterCommit,  ///< all of it is, and nothing follows
    };

    ObjectWorld();

    // core::ObjectContext
    [[nodiscard]] storage::StateStore& state() override { return *m_store; }
    bool inTransaction(const std::function<void()>& change) override;
    bool guarded(const std::function<void()>& call) override;
    [[nodiscard]] client::RelayPlace place() override;
    [[nodiscard]] std::unique_ptr<client::EapiKeeper>
    eapiKeeper(const crypto::ObjectId& object) override;
    [[nodiscard]] crypto::Random& random() override { return m_random; }
    [[nodiscard]] crypto::Timestamp now() const override { return {1'800'000'000}; }

    /// Dies at commit number @p commit from now on, counted from 1.
    void dieAt(int commit, Death how);
    /// The program is started again: what was in memory is gone.
    void revive();
    [[nodiscard]] bool isDead() const { return m_isDead; }
    [[nodiscard]] int commits() const { return m_commits; }

    /// A copy of the whole disk, and back.
    [[nodiscard]] Rows rows();
    void setRows(const Rows& rows);

    /// Its address, whether or not it is there (still).
    void setRelay(const LoopbackRelay& relay) { m_address = relay.place(m_random).address; }

private:
    storage::Database m_database;
    std::unique_ptr<storage::StateStore> m_store;
    crypto::SystemRandom m_random;
    client::SharedAddress m_address;
    std::map<crypto::ObjectId, crypto::Bytes> m_eapis;
    int m_depth = 0;
    int m_commits = 0;
    int m_deathAt = 0;
    Death m_how = Death::AfterCommit;
    bool m_isDead = false;
};

/// Runs the event loop until @p condition is true. False if it takes too long.
[[nodiscard]] bool waitFor(const std::function<bool()>& condition);
/// Lets the event loop turn so often, as for what has no end that could be waited for. Nothing may
/// depend on how far it comes.
void letHappen(int turns);

} // namespace sotto::test
