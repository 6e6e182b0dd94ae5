#pragma once

#include <QQmlEngine>

namespace sotto::pictures {

/// Makes @p engine find Sotto's modules, and the stage's view-models as Sotto.App.
inline void setStage(QQmlEngine& engine)
{
    engine.addImportPath(QStringLiteral(":/qt/qml"));
    engine.addImportPath(QStringLiteral(SOTTO_PAGES_TEST_DIR "/stage"));
}

} // namespace sotto::pictures
