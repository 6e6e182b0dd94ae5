#include "app/viewmodels/worker_thread.h"

namespace sotto::viewmodels {

WorkerThread::WorkerThread(const QString& name)
    : m_there(new QObject)
{
    m_thread.setObjectName(name);
    m_there->moveToThread(&m_thread);
    m_thread.start();
}

WorkerThread::~WorkerThread()
{
    // quit() would overtake what is still in the queue.
    post([this] { m_thread.quit(); });
    m_thread.wait();
    delete m_there;
}

void WorkerThread::post(std::function<void()> call)
{
    QMetaObject::invokeMethod(m_there, std::move(call), Qt::QueuedConnection);
}

void WorkerThread::postHere(std::function<void()> call)
{
    QMetaObject::invokeMethod(&m_here, std::move(call), Qt::QueuedConnection);
}

} // namespace sotto::viewmodels
