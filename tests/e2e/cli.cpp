#include "tests/e2e/cli.h"

#include <csignal>
#include <sys/prctl.h>

#include <QJsonDocument>

namespace sotto::test {

namespace {

/// A call takes a fraction of a second; on a machine that has much else to do, more.
constexpr int kPatienceMs = 60'000;

/// The objects that stand on a line each. One that a kill cut off was not printed.
std::vector<QJsonObject> objectsOf(const QByteArray& output)
{
    std::vector<QJsonObject> out;
    const QList<QByteArray> lines = output.left(output.lastIndexOf('\n') + 1).split('\n');
    for (const QByteArray& line : lines) {
        const QJsonDocument document = QJsonDocument::fromJson(line);
        if (document.isObject()) {
            out.push_back(document.object());
        }
    }
    return out;
}

Ran result(QProcess& process, bool ended)
{
    Ran out;
    if (!ended) {
        process.kill();
        process.waitForFinished(kPatienceMs);
    } else {
        out.status =
            process.exitStatus() == QProcess::NormalExit ? process.exitCode() : Ran::kKilled;
    }
    out.output = process.readAllStandardOutput();
    out.errors = process.readAllStandardError();
    out.lines = objectsOf(out.output);
    return out;
}

} // namespace

QString Ran::only(const char* field) const
{
    return lines.size() == 1 ? lines[0].value(QLatin1StringView(field)).toString() : QString();
}

QStringList Ran::all(const char* field) const
{
    QStringList out;
    for (const QJsonObject& line : lines) {
        out.append(line.value(QLatin1StringView(field)).toString());
    }
    return out;
}

QString Ran::error() const
{
    const qsizetype begin = errors.lastIndexOf("{\"error\"");
    return QJsonDocument::fromJson(errors.mid(std::max<qsizetype>(begin, 0)).trimmed())
        .object()
        .value(QLatin1StringView("error"))
        .toString();
}

QStringList Ran::warnings() const
{
    QStringList out;
    for (const QJsonObject& line : objectsOf(errors)) {
        if (line.contains(QLatin1StringView("warning"))) {
            out.append(line.value(QLatin1StringView("warning")).toString());
        }
    }
    return out;
}

Cli::Cli(std::filesystem::path profile)
    : m_profile(std::move(profile))
    , m_environment(QProcessEnvironment::systemEnvironment())
{
    m_environment.remove("SOTTO_PASSPHRASE");
    m_environment.insert("SOTTO_RECEIPT_DELAY", "0");
    // The keychain of whoever runs the tests is none of theirs.
    m_environment.remove("DBUS_SESSION_BUS_ADDRESS");
    m_environment.remove("XDG_RUNTIME_DIR");
}

void Cli::setVariable(const char* name, const QString& value)
{
    if (value.isEmpty()) {
        m_environment.remove(QString::fromUtf8(name));
    } else {
        m_environment.insert(QString::fromUtf8(name), value);
    }
}

std::unique_ptr<QProcess> Cli::launch(const Words& words) const
{
    auto process = std::make_unique<QProcess>();
    process->setProcessEnvironment(m_environment);
    process->setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
    process->start(SOTTO_CLI_PROGRAM, words);
    return process;
}

std::unique_ptr<QProcess> Cli::start(const Words& words) const
{
    auto process =
        launch(Words{"--profile", QString::fromStdString(m_profile.string()), "--json"} + words);
    process->waitForStarted(kPatienceMs);
    return process;
}

Ran Cli::end(QProcess& process)
{
    const bool ended =
        process.state() == QProcess::NotRunning || process.waitForFinished(kPatienceMs);
    return result(process, ended);
}

Ran Cli::run(const Words& words, const QByteArray& input) const
{
    const auto process = start(words);
    process->write(input);
    process->closeWriteChannel();
    return end(*process);
}

Ran Cli::runPlain(const Words& words) const
{
    const auto process = launch(words);
    process->waitForStarted(kPatienceMs);
    process->closeWriteChannel();
    return end(*process);
}

Ran Cli::runKilled(const Words& words, int afterMs) const
{
    const auto process = start(words);
    process->closeWriteChannel();
    if (!process->waitForFinished(afterMs)) {
        process->kill();
    }
    return end(*process);
}

} // namespace sotto::test
