#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <QJsonObject>
#include <QProcess>

namespace sotto::test {

/// What one call of sotto-cli --json left behind.
struct Ran
{
    static constexpr int kKilled = -1;
    static constexpr int kHung = -2; ///< it did not end in time, and was killed for that

    int status = kHung; ///< its exit status, or one of the above
    std::vector<QJsonObject> lines;
    QByteArray output;
    QByteArray errors;

    [[nodiscard]] bool isDone() const { return status == 0; }
    /// A field of the only line; empty if there is another number of lines.
    [[nodiscard]] QString only(const char* field) const;
    /// A field of each line.
    [[nodiscard]] QStringList all(const char* field) const;
    /// The stable name of a refusal.
    [[nodiscard]] QString error() const;
    /// The stable names of what it warned of.
    [[nodiscard]] QStringList warnings() const;
};

/// sotto-cli on one profile: the real program, each call a process.
class Cli
{
public:
    using Words = QStringList;

    explicit Cli(std::filesystem::path profile);

    [[nodiscard]] const std::filesystem::path& profile() const { return m_profile; }
    /// For all later calls; an empty value removes it.
    void setVariable(const char* name, const QString& value);

    /// Calls it with --json and waits for its end, which comes within a minute.
    [[nodiscard]] Ran run(const Words& words, const QByteArray& input = {}) const;
    /// The same with these words only.
    [[nodiscard]] Ran runPlain(const Words& words) const;
    /// Calls it and kills it (SIGKILL) after so many milliseconds, unless it ended before.
    [[nodiscard]] Ran runKilled(const Words& words, int afterMs) const;

    /// Calls it and goes on; it dies with this process.
    [[nodiscard]] std::unique_ptr<QProcess> start(const Words& words) const;
    /// Waits for the end of one that was started.
    [[nodiscard]] static Ran end(QProcess& process);

private:
    [[nodiscard]] std::unique_ptr<QProcess> launch(const Words& words) const;

    std::filesystem::path m_profile;
    QProcessEnvironment m_environment;
};

} // namespace sotto::test
