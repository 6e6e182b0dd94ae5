#include "tests/e2e/window/reader_service.h"

namespace sotto::test {

namespace {

const QString kConnection = QStringLiteral("reader service");

} // namespace

ReaderService::ReaderService(const QString& busAddress)
    : m_object(new QObject)
    , m_connection(QDBusConnection::connectToBus(busAddress, kConnection))
{
    new ReaderBus(m_object, busAddress);
    new ReaderStatus(m_object);
    const bool isObject = m_connection.registerObject(QStringLiteral("/org/a11y/bus"), m_object);
    QObject::connect(&m_thread, &QThread::finished, m_object, &QObject::deleteLater);
    m_object->moveToThread(&m_thread);
    m_thread.start();
    m_isThere = isObject && m_connection.registerService(QStringLiteral("org.a11y.Bus"));
}

ReaderService::~ReaderService()
{
    QDBusConnection::disconnectFromBus(kConnection);
    m_thread.quit();
    m_thread.wait();
}

} // namespace sotto::test
