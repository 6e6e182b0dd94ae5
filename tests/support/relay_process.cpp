#include "tests/support/relay_process.h"

#include <array>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace sotto::test {

namespace {

[[noreturn]] void becomeRelay(const RelayProcess::Options& options, int out, int err)
{
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::dup2(out, STDOUT_FILENO);
    ::dup2(err, STDERR_FILENO);
    std::vector<std::string> words = {options.program, "--data", options.data, "--listen",
                                      "127.0.0.1:0"};
    words.insert(words.end(), options.arguments.begin(), options.arguments.end());
    for (const std::string& entry : options.environment) {
        const std::size_t equals = entry.find('=');
        ::setenv(entry.substr(0, equals).c_str(), entry.substr(equals + 1).c_str(), 1);
    }
    std::vector<char*> pointers;
    for (std::string& word : words) {
        pointers.push_back(word.data());
    }
    pointers.push_back(nullptr);
    ::execv(options.program.c_str(), pointers.data());
    ::_exit(127);
}

bool pollOne(int descriptor, short events, int timeoutMs)
{
    pollfd entry{descriptor, events, 0};
    return ::poll(&entry, 1, timeoutMs) == 1;
}

void closeDescriptor(int& descriptor)
{
    if (descriptor >= 0) {
        ::close(descriptor);
        descriptor = -1;
    }
}

} // namespace

std::unique_ptr<RelayProcess> RelayProcess::start(const Options& options, std::string& error)
{
    std::array<int, 2> out{-1, -1};
    std::array<int, 2> err{-1, -1};
    if (::access(options.program.c_str(), X_OK) != 0) {
        error = "there is no executable " + options.program;
        return nullptr;
    }
    if (::pipe2(out.data(), O_CLOEXEC) != 0 || ::pipe2(err.data(), O_CLOEXEC) != 0) {
        error = "no pipe";
        return nullptr;
    }
    const pid_t pid = ::fork();
    if (pid == 0) {
        becomeRelay(options, out[1], err[1]);
    }
    ::close(out[1]);
    ::close(err[1]);
    std::unique_ptr<RelayProcess> relay(new RelayProcess);
    relay->m_pid = pid;
    relay->m_stdout = out[0];
    relay->m_stderr = err[0];
    if (pid < 0) {
        error = "no process";
        return nullptr;
    }
    relay->m_process = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
    if (!relay->readAddress(options.startTimeoutMs, error)) {
        return nullptr;
    }
    relay->m_drain = std::thread([r = relay.get()] { r->drain(); });
    return relay;
}

RelayProcess::~RelayProcess()
{
    kill();
    closeDescriptor(m_stdout);
    closeDescriptor(m_stderr);
    closeDescriptor(m_process);
}

bool RelayProcess::readAddress(int timeoutMs, std::string& error)
{
    std::string line;
    char byte = 0;
    // Byte by byte: what follows the line stays in the pipe for drain().
    while (pollOne(m_stdout, POLLIN, timeoutMs) && ::read(m_stdout, &byte, 1) == 1 &&
           byte != '\n') {
        line += byte;
    }
    m_output = line + '\n';
    auto address = crypto::RelayAddress::parse(line);
    if (!address) {
        while (takeOutput(200)) {
        }
        error = "the relay named no address; it said: " + m_output;
        return false;
    }
    m_address.emplace(std::move(*address));
    return true;
}

bool RelayProcess::takeOutput(int timeoutMs)
{
    std::array<pollfd, 2> entries{pollfd{m_stdout, POLLIN, 0}, pollfd{m_stderr, POLLIN, 0}};
    if (::poll(entries.data(), entries.size(), timeoutMs) <= 0) {
        return false;
    }
    bool open = false;
    for (const pollfd& entry : entries) {
        if (entry.revents == 0) {
            open = open || entry.fd >= 0;
            continue;
        }
        std::array<char, 4096> buffer{};
        const ssize_t count = ::read(entry.fd, buffer.data(), buffer.size());
        if (count > 0) {
            const std::lock_guard lock(m_mutex);
            m_output.append(buffer.data(), static_cast<std::size_t>(count));
            open = true;
        } else {
            closeDescriptor(entry.fd == m_stdout ? m_stdout : m_stderr);
        }
    }
    return open;
}

void RelayProcess::drain()
{
    while ((m_stdout >= 0 || m_stderr >= 0) && takeOutput(-1)) {
    }
}

std::optional<int> RelayProcess::waitForEnd(int timeoutMs)
{
    if (m_pid <= 0 || !pollOne(m_process, POLLIN, timeoutMs)) {
        return std::nullopt;
    }
    int status = 0;
    ::waitpid(m_pid, &status, 0);
    m_pid = -1;
    if (m_drain.joinable()) {
        m_drain.join();
    }
    return WIFEXITED(status) ? std::optional<int>(WEXITSTATUS(status)) : std::nullopt;
}

void RelayProcess::kill()
{
    if (m_pid > 0) {
        ::kill(m_pid, SIGKILL);
        (void)waitForEnd(-1);
    }
}

std::optional<int> RelayProcess::stop(int timeoutMs)
{
    signal(SIGTERM);
    return waitForEnd(timeoutMs);
}

void RelayProcess::signal(int number) const
{
    if (m_pid > 0) {
        ::kill(m_pid, number);
    }
}

bool RelayProcess::isRunning() const
{
    return m_pid > 0 && !pollOne(m_process, POLLIN, 0);
}

std::string RelayProcess::output() const
{
    const std::lock_guard lock(m_mutex);
    return m_output;
}

std::size_t RelayProcess::residentBytes() const
{
    std::ifstream file("/proc/" + std::to_string(m_pid) + "/statm");
    std::size_t total = 0;
    std::size_t resident = 0;
    file >> total >> resident;
    return file ? resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)) : 0;
}

bool allowDescriptors(std::size_t count)
{
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur >= count) {
        return true;
    }
    limit.rlim_cur = count;
    if (limit.rlim_max < count) {
        limit.rlim_max = count;
    }
    return ::setrlimit(RLIMIT_NOFILE, &limit) == 0;
}

} // namespace sotto::test
