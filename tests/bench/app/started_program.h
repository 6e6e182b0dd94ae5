#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <QProcess>

namespace sotto::bench {

/// What a process holds, in bytes, as the kernel counts it.
struct Memory
{
    std::uint64_t resident = 0;     ///< shared pages count whole
    std::uint64_t proportional = 0; ///< shared pages count by share; 0 if it may not be read
    std::uint64_t own = 0;          ///< pages that no other process has; 0 likewise
};

/// A program with a window that was started and says on standard error when it is usable.
class StartedProgram
{
public:
    /// Returns when it said @p word. @throws std::runtime_error if it does not within a minute.
    StartedProgram(const QString& program, const QStringList& arguments,
                   const QStringList& environment, const QByteArray& word);
    ~StartedProgram(); ///< ends it

    /// From before the start to the word.
    [[nodiscard]] double wallMs() const { return m_wallMs; }
    /// Of all its threads until then; what is left of a time when others use the machine as well.
    [[nodiscard]] double cpuMs() const { return m_cpuMs; }
    [[nodiscard]] Memory memory() const;

private:
    [[nodiscard]] double readCpuMs() const;

    QProcess m_process;
    double m_wallMs = 0;
    double m_cpuMs = 0;
};

} // namespace sotto::bench
