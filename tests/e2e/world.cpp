#include "tests/e2e/world.h"

#include <stdexcept>

namespace sotto::test {

World::World()
{
    start(0);
    const crypto::SecretBytes address = m_process->address().format();
    m_relay = QString::fromUtf8(reinterpret_cast<const char*>(address.data()),
                                static_cast<qsizetype>(address.size()));
}

std::filesystem::path World::folder() const
{
    return m_folder.path().toStdString();
}

void World::start(std::uint16_t port)
{
    RelayProcess::Options options{
        .program = SOTTO_RELAY_PROGRAM, .data = relayFolder().string(), .arguments = {}};
    if (port != 0) {
        // Beside the one that the system chooses anew.
        options.arguments = {"--listen", "127.0.0.1:" + std::to_string(port)};
    }
    std::string error;
    m_process = RelayProcess::start(options, error);
    if (!m_process) {
        throw std::runtime_error(error);
    }
}

void World::restartRelay()
{
    const auto parsed = crypto::RelayAddress::parse(m_relay.toStdString());
    m_process.reset();
    start(parsed->port);
}

Cli World::stranger(const char* name) const
{
    return Cli(folder() / name);
}

Cli World::person(const char* name) const
{
    Cli cli = stranger(name);
    const Ran created = cli.run({"create", "--name", name, "--relay", m_relay});
    if (!created.isDone()) {
        throw std::runtime_error("no account: " + created.errors.toStdString());
    }
    return cli;
}

bool World::introduce(const Cli& host, const Cli& guest)
{
    const QString link = host.run({"invite"}).only("link");
    if (!guest.run({"accept", link}).isDone()) {
        return false;
    }
    const QString id = host.run({"requests"}).only("id");
    return host.run({"approve", id}).isDone() && guest.run({"receive"}).isDone();
}

} // namespace sotto::test
