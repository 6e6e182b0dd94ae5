#include "tests/app/support/object_world.h"

#include "app/storage/statement.h"
#include "tests/app/support/patience.h"

#include <QCoreApplication>
#include <QTest>

namespace sotto::test {

namespace {

/// Keeps EAPIs beside the database, as a client may: it survives restarts.
class KeptEapi final : public client::EapiKeeper
{
public:
    explicit KeptEapi(crypto::Bytes& kept)
        : m_kept(kept)
    {}
    [[nodiscard]] std::optional<crypto::Eapi> current() const override
    {
        if (m_kept.size() != crypto::Eapi::kSize) {
            return std::nullopt;
        }
        return crypto::Eapi(crypto::ByteView(m_kept).first<crypto::Eapi::kSize>());
    }
    void store(crypto::Eapi next) override
    {
        m_kept.assign(next.view().begin(), next.view().end());
    }

private:
    crypto::Bytes& m_kept;
};

} // namespace

ObjectWorld::ObjectWorld()
    : m_database(storage::Database::inMemory())
    , m_store(std::make_unique<storage::StateStore>(m_database))
{}

bool ObjectWorld::inTransaction(const std::function<void()>& change)
{
    if (m_isDead) {
        return false;
    }
    if (m_depth > 0) {
        change();
        return true;
    }
    storage::Transaction transaction(m_database);
    ++m_depth;
    change();
    --m_depth;
    const bool isLast = ++m_commits == m_deathAt;
    m_isDead = isLast;
    if (!isLast || m_how == Death::AfterCommit) {
        transaction.commit();
    }
    return !isLast;
}

bool ObjectWorld::guarded(const std::function<void()>& call)
{
    if (!m_isDead) {
        call();
    }
    return !m_isDead;
}

client::RelayPlace ObjectWorld::place()
{
    return {m_address, &m_random, impatientOptions()};
}

std::unique_ptr<client::EapiKeeper> ObjectWorld::eapiKeeper(const crypto::ObjectId& object)
{
    return std::make_unique<KeptEapi>(m_eapis[object]);
}

void ObjectWorld::dieAt(int commit, Death how)
{
    m_deathAt = m_commits + commit;
    m_how = how;
}

void ObjectWorld::revive()
{
    m_isDead = false;
    m_deathAt = 0;
    m_depth = 0;
}

ObjectWorld::Rows ObjectWorld::rows()
{
    Rows out;
    storage::Statement all(m_database, "SELECT name, value FROM state");
    all.with();
    while (all.step()) {
        out.emplace(all.text(0), all.blob(1));
    }
    return out;
}

void ObjectWorld::setRows(const Rows& rows)
{
    storage::Transaction transaction(m_database);
    m_database.execute("DELETE FROM state");
    for (const auto& [name, value] : rows) {
        m_store->put(name, value);
    }
    transaction.commit();
}

void letHappen(int turns)
{
    (void)QTest::qWaitFor([&turns] { return turns-- <= 0; });
}

bool waitFor(const std::function<bool()>& condition)
{
    return QTest::qWaitFor(condition, kAppPatienceMs);
}

} // namespace sotto::test
