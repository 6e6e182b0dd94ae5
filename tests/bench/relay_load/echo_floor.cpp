#include "tests/bench/relay_load/floors.h"
#include "tests/bench/relay_load/load.h"

#include <array>
#include <csignal>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace sotto::bench {

using test::WebSocketPeer;

namespace {

/// This program once more, as the echo server. Ends with the object.
class EchoProcess
{
public:
    EchoProcess()
    {
        std::array<int, 2> in{-1, -1};
        std::array<int, 2> out{-1, -1};
        if (::pipe2(in.data(), O_CLOEXEC) != 0 || ::pipe2(out.data(), O_CLOEXEC) != 0) {
            throw LoadFailure("no pipe");
        }
        m_pid = ::fork();
        if (m_pid == 0) {
            ::prctl(PR_SET_PDEATHSIG, SIGKILL);
            ::dup2(in[0], STDIN_FILENO);
            ::dup2(out[1], STDOUT_FILENO);
            ::execl("/proc/self/exe", "relay-load", "--serve-echo", nullptr);
            ::_exit(127);
        }
        ::close(in[0]);
        ::close(out[1]);
        m_input = in[1];
        std::string line;
        char byte = 0;
        while (::read(out[0], &byte, 1) == 1 && byte != '\n') {
            line += byte;
        }
        ::close(out[0]);
        m_port = static_cast<std::uint16_t>(std::strtoul(line.c_str(), nullptr, 10));
    }
    EchoProcess(const EchoProcess&) = delete;
    EchoProcess& operator=(const EchoProcess&) = delete;
    ~EchoProcess()
    {
        ::close(m_input);
        if (m_pid > 0) {
            ::waitpid(m_pid, nullptr, 0);
        }
    }
    [[nodiscard]] std::uint16_t port() const { return m_port; }

private:
    pid_t m_pid = -1;
    int m_input = -1;
    std::uint16_t m_port = 0;
};

class EchoClient final : public Pollable
{
public:
    EchoClient(Poller& poller, std::uint16_t port, std::size_t inFlight, std::size_t messageBytes,
               std::uint64_t& count)
        : m_poller(poller)
        , m_socket(WebSocketPeer::connectTo(port))
        , m_inFlight(inFlight)
        , m_payload(messageBytes, m_random)
        , m_count(count)
    {
        m_poller.add(m_socket.descriptor(), *this);
        m_socket.sendUpgrade();
    }
    EchoClient(const EchoClient&) = delete;
    EchoClient& operator=(const EchoClient&) = delete;
    ~EchoClient() override { m_poller.remove(m_socket.descriptor()); }

    [[nodiscard]] bool isLost() const { return m_isLost; }

    void ready(std::uint32_t /*events*/) override
    {
        std::size_t room = 0;
        for (;;) {
            const WebSocketPeer::Received received = m_socket.receive();
            if (received.what == WebSocketPeer::Arrived::Binary) {
                ++m_count;
                ++room;
            } else if (received.what == WebSocketPeer::Arrived::Upgraded) {
                room += m_inFlight;
            } else {
                m_isLost = received.what != WebSocketPeer::Arrived::Nothing;
                break;
            }
        }
        for (; room > 0; --room) {
            m_socket.queueBinary(crypto::asBytes(m_payload.next(0)));
        }
        // A few messages in flight always fit the socket's buffer.
        m_socket.flush();
    }

private:
    Poller& m_poller;
    WebSocketPeer m_socket;
    std::size_t m_inFlight;
    crypto::SystemRandom m_random;
    Payload m_payload;
    std::uint64_t& m_count;
    bool m_isLost = false;
};

} // namespace

double measureEcho(std::size_t clients, std::size_t inFlight, std::size_t messageBytes,
                   double seconds)
{
    const EchoProcess server;
    Poller poller;
    std::uint64_t count = 0;
    std::vector<std::unique_ptr<EchoClient>> all;
    for (std::size_t i = 0; i < clients; ++i) {
        all.push_back(
            std::make_unique<EchoClient>(poller, server.port(), inFlight, messageBytes, count));
    }
    poller.runFor(seconds / 4);
    const std::uint64_t before = count;
    const std::int64_t start = nowNs();
    poller.runFor(seconds);
    const double rate =
        1e9 * static_cast<double>(count - before) / static_cast<double>(nowNs() - start);
    for (const auto& client : all) {
        if (client->isLost()) {
            throw LoadFailure("the echo server is lost");
        }
    }
    return rate;
}

} // namespace sotto::bench
