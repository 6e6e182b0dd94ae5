#include "app/viewmodels/read_thread.h"

namespace sotto::viewmodels {

ReadThread::ReadThread()
    : m_thread(QStringLiteral("reader"))
{}

ReadThread::~ReadThread()
{
    m_ending = true;
    m_thread.post([this] { m_stores.reset(); });
}

void ReadThread::open(std::function<crypto::Result<storage::Database, storage::OpenError>()> open)
{
    m_thread.post([this, open = std::move(open)] {
        auto database = open();
        if (database) {
            m_stores.emplace(std::move(*database));
        } else {
            m_thread.postHere([this, error = database.error()] { Q_EMIT notOpened(error); });
        }
    });
}

void ReadThread::readThere(std::function<void(ReadStores&)> call, std::function<void()> otherwise)
{
    m_thread.post([this, call = std::move(call), otherwise = std::move(otherwise)] {
        if (!m_stores || m_ending) {
            otherwise();
            return;
        }
        try {
            call(*m_stores);
        } catch (const storage::StorageFailure&) {
            otherwise();
        }
    });
}

void ReadThread::run(std::function<void(ReadStores&)> call)
{
    m_thread.post([this, call = std::move(call)] {
        if (!m_stores || m_ending) {
            return;
        }
        try {
            call(*m_stores);
        } catch (const storage::StorageFailure& failure) {
            m_thread.postHere([this, kind = failure.kind()] { Q_EMIT failed(kind); });
        }
    });
}

} // namespace sotto::viewmodels

#include "moc_read_thread.cpp"
