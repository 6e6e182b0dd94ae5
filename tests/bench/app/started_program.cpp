#include "tests/bench/app/started_program.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include <QElapsedTimer>
#include <QProcessEnvironment>

namespace sotto::bench {

namespace {

constexpr int kStartMsMax = 60'000;
constexpr int kEndMsMax = 10'000;

/// Of a line like "Pss:   1234 kB".
std::uint64_t bytesOf(const std::string& text, const std::string& name)
{
    const std::size_t at = text.find(name + ':');
    return at == std::string::npos ? 0 : 1024 * std::stoull(text.substr(at + name.size() + 1));
}

std::string contentOf(const std::string& file)
{
    std::ostringstream out;
    out << std::ifstream(file).rdbuf();
    return out.str();
}

} // namespace

StartedProgram::StartedProgram(const QString& program, const QStringList& arguments,
                               const QStringList& environment, const QByteArray& word)
{
    QProcessEnvironment variables = QProcessEnvironment::systemEnvironment();
    for (const QString& variable : environment) {
        variables.insert(variable.section(QLatin1Char('='), 0, 0),
                         variable.section(QLatin1Char('='), 1));
    }
    m_process.setProcessEnvironment(variables);
    m_process.setReadChannel(QProcess::StandardError);
    QElapsedTimer elapsed;
    elapsed.start();
    m_process.start(program, arguments);
    QByteArray said;
    while (!said.contains(word)) {
        if (!m_process.waitForReadyRead(kStartMsMax)) {
            throw std::runtime_error(program.toStdString() +
                                     " is not usable: " + said.toStdString());
        }
        said += m_process.readAllStandardError();
    }
    m_wallMs = static_cast<double>(elapsed.nsecsElapsed()) / 1e6;
    m_cpuMs = readCpuMs();
}

StartedProgram::~StartedProgram()
{
    m_process.terminate();
    if (!m_process.waitForFinished(kEndMsMax)) {
        m_process.kill();
        m_process.waitForFinished();
    }
}

double StartedProgram::readCpuMs() const
{
    double sum = 0;
    const std::string folder = "/proc/" + std::to_string(m_process.processId()) + "/task";
    std::error_code gone;
    for (const auto& task : std::filesystem::directory_iterator(folder, gone)) {
        std::ifstream file(task.path() / "schedstat");
        double nanoseconds = 0;
        file >> nanoseconds;
        sum += nanoseconds / 1e6;
    }
    return sum;
}

Memory StartedProgram::memory() const
{
    const std::string folder = "/proc/" + std::to_string(m_process.processId());
    const std::string parts = contentOf(folder + "/smaps_rollup");
    return {bytesOf(contentOf(folder + "/status"), "VmRSS"), bytesOf(parts, "Pss"),
            bytesOf(parts, "Private_Clean") + bytesOf(parts, "Private_Dirty")};
}

} // namespace sotto::bench
