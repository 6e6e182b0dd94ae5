// Runs the tst_*.qml beside it: each drives a page with real key presses and a real pointer.

#include "tests/qml/pages/stage_engine.h"

#include <QtQuickTest>

class Setup : public QObject
{
    Q_OBJECT

public Q_SLOTS:
    void qmlEngineAvailable(QQmlEngine* engine) { sotto::pictures::setStage(*engine); }
};

QUICK_TEST_MAIN_WITH_SETUP(pages, Setup)
#include "tst_pages.moc"
