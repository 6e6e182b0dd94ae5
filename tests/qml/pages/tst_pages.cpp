// Runs the tst_*.qml beside it: each drives a page with real key presses and a real pointer.

#include "tests/qml/pages/stage_engine.h"

#include <memory>

#include <QQmlContext>
#include <QtQuickTest>

class Setup : public QObject
{
    Q_OBJECT

public Q_SLOTS:
    void qmlEngineAvailable(QQmlEngine* engine)
    {
        sotto::pictures::setStage(*engine);
        m_complaints = std::make_unique<sotto::pictures::Complaints>(*engine);
        engine->rootContext()->setContextProperty(QStringLiteral("complaints"), m_complaints.get());
    }

private:
    std::unique_ptr<sotto::pictures::Complaints> m_complaints;
};

QUICK_TEST_MAIN_WITH_SETUP(pages, Setup)
#include "tst_pages.moc"
