#pragma once

#include <QProcess>
#include <QString>
#include <QTemporaryDir>

namespace sotto::desktop {

/// A real D-Bus daemon of this test's own, which starts nothing by itself. While it lives it is the
/// session bus of this process and its children: made before the first use of the session bus.
class PrivateBus
{
public:
    PrivateBus();
    PrivateBus(const PrivateBus&) = delete;
    PrivateBus& operator=(const PrivateBus&) = delete;
    ~PrivateBus();

    [[nodiscard]] bool isRunning() const { return m_process.state() == QProcess::Running; }
    [[nodiscard]] QString address() const { return m_address; }
    [[nodiscard]] QString folder() const { return m_folder.path(); }

private:
    QTemporaryDir m_folder;
    QProcess m_process;
    QString m_address;
};

/// Ends @p process and waits until it has.
void endProcess(QProcess& process);

} // namespace sotto::desktop
