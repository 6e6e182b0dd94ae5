#pragma once

#include "net/relay/store/store.h"

namespace sotto::test {

/// A store whose transactions fail when they are told to: before their work, or at their end.
class FailingStore : public relay::Store
{
public:
    explicit FailingStore(std::unique_ptr<relay::Store> real)
        : m_real(std::move(real))
    {}

    /// The next @p count transactions fail, at their commit.
    void failNext(int count, relay::StoreFailure::Kind kind = relay::StoreFailure::Kind::Broken)
    {
        m_failures = count;
        m_kind = kind;
    }
    /// Called when a transaction is on the disk.
    std::function<void()> committed;

    void begin() override { m_real->begin(); }
    void commit() override
    {
        if (m_failures > 0) {
            --m_failures;
            throw relay::StoreFailure(m_kind, "told to fail");
        }
        m_real->commit();
        if (committed) {
            committed();
        }
    }
    void rollback() noexcept override { m_real->rollback(); }
    relay::MailboxStore& mailboxes() override { return m_real->mailboxes(); }
    relay::ObjectStore& objects() override { return m_real->objects(); }
    relay::EapiRecords& eapi() override { return m_real->eapi(); }
    relay::InviteStore& invites() override { return m_real->invites(); }
    relay::BlobStore& blobs() override { return m_real->blobs(); }
    bool maintain(relay::Timestamp now) override { return m_real->maintain(now); }
    relay::StoreFigures figures() override { return m_real->figures(); }
    [[nodiscard]] relay::Timestamp expiryTime() const override { return m_real->expiryTime(); }
    [[nodiscard]] std::unique_ptr<relay::StoreReader> openReader() override
    {
        return m_real->openReader();
    }

private:
    std::unique_ptr<relay::Store> m_real;
    int m_failures = 0;
    relay::StoreFailure::Kind m_kind = relay::StoreFailure::Kind::Broken;
};

} // namespace sotto::test
