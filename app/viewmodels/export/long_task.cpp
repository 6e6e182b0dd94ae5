#include "app/viewmodels/export/long_task.h"

#include "app/viewmodels/export/path_text.h"
#include "app/viewmodels/shown_problem.h"

#include <algorithm>

#include <QLocale>

namespace sotto::viewmodels {

double LongTask::share() const
{
    return m_total == 0 ? 0.0 : static_cast<double>(m_done) / static_cast<double>(m_total);
}

QString LongTask::progressText() const
{
    if (m_stopping) {
        return tr("Stopping");
    }
    if (m_total == 0) {
        return beginningText();
    }
    const QLocale locale;
    return tr("%1 of %2 messages")
        .arg(locale.toString(static_cast<qulonglong>(m_done)),
             locale.toString(static_cast<qulonglong>(m_total)));
}

void LongTask::cancel()
{
    if (m_phase == Phase::Running && !m_stopping) {
        m_stopping = true;
        Q_EMIT changed();
        Q_EMIT cancelAsked();
    }
}

void LongTask::leave()
{
    if (m_phase != Phase::Running) {
        clear();
    }
}

void LongTask::showResult()
{
    if (m_result.empty()) {
        return;
    }
    std::error_code ignored;
    const bool isFolder = std::filesystem::is_directory(m_result, ignored);
    Q_EMIT showAsked(urlOf(isFolder ? m_result : m_result.parent_path()));
}

void LongTask::onProgress(std::uint64_t done, std::uint64_t total)
{
    if (m_phase == Phase::Running) {
        m_total = total;
        m_done = std::min(done, total);
        Q_EMIT changed();
    }
}

void LongTask::onDone(std::filesystem::path result)
{
    if (m_phase == Phase::Running) {
        m_result = std::move(result);
        forget();
        setPhase(Phase::Done);
    }
}

void LongTask::onFailed(const core::Problem& problem)
{
    if (m_phase != Phase::Running) {
        return;
    }
    const ShownProblem shown = shownProblem(problem);
    m_errorTitle = shown.title;
    m_errorText = shown.text;
    m_stopped = problem.kind == core::ProblemKind::Cancelled;
    if (m_stopped) {
        m_errorText = stoppedText();
    }
    setPhase(Phase::Ask);
}

void LongTask::clear()
{
    m_result.clear();
    forget();
    forgetError();
    setPhase(Phase::Closed);
}

void LongTask::ask()
{
    m_result.clear();
    forget();
    forgetError();
    setPhase(Phase::Ask);
}

void LongTask::run()
{
    m_done = 0;
    m_total = 0;
    forgetError();
    setPhase(Phase::Running);
}

void LongTask::forgetError()
{
    if (!m_errorTitle.isEmpty()) {
        m_errorTitle.clear();
        m_errorText.clear();
        m_stopped = false;
        Q_EMIT changed();
    }
}

void LongTask::setPhase(Phase phase)
{
    m_phase = phase;
    m_stopping = false;
    Q_EMIT changed();
}

} // namespace sotto::viewmodels

#include "moc_long_task.cpp"
