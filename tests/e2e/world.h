#pragma once

#include "tests/e2e/cli.h"
#include "tests/support/relay_process.h"

#include <QTemporaryDir>

namespace sotto::test {

/// A relay of its own, and people with accounts at it. All of it is gone with the object.
class World
{
public:
    /// @throws std::runtime_error if the relay does not start.
    World();

    [[nodiscard]] std::filesystem::path folder() const;
    [[nodiscard]] std::filesystem::path relayFolder() const { return folder() / "relay"; }
    [[nodiscard]] const QString& relay() const { return m_relay; }

    /// SIGKILL.
    void killRelay() { m_process->kill(); }
    /// On the same folder and port. @throws std::runtime_error
    void restartRelay();

    /// A profile that nobody has used.
    [[nodiscard]] Cli stranger(const char* name) const;
    /// An account of this name.
    [[nodiscard]] Cli person(const char* name) const;
    /// @p guest opens an invite of @p host, who approves. False if any of it fails.
    [[nodiscard]] static bool introduce(const Cli& host, const Cli& guest);

private:
    void start(std::uint16_t port);

    QTemporaryDir m_folder;
    std::unique_ptr<RelayProcess> m_process;
    QString m_relay;
};

} // namespace sotto::test
