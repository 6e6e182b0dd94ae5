#pragma once

#include <QQmlAbstractUrlInterceptor>
#include <QQmlEngine>
#include <QQmlError>

namespace sotto::pictures {

/// Takes the QML of Sotto from its folders instead of the program, so that a change can be seen
/// without building anything.
class FromFolders : public QQmlAbstractUrlInterceptor
{
public:
    QUrl intercept(const QUrl& url, DataType /*type*/) override
    {
        const QString name = url.toString();
        if (!name.endsWith(QLatin1String(".qml")))
            return url;
        for (const QString& module : {QStringLiteral("Pages"), QStringLiteral("Components")}) {
            const QString built = QStringLiteral("qrc:/qt/qml/Sotto/%1/").arg(module);
            if (name.startsWith(built))
                return QUrl::fromLocalFile(QStringLiteral(SOTTO_QML_DIR "/") + module.toLower() +
                                           QLatin1Char('/') + name.mid(built.size()));
        }
        return url;
    }
};

/// Makes @p engine find Sotto's modules, and the stage's view-models as Sotto.App.
inline void setStage(QQmlEngine& engine)
{
    static FromFolders folders;
    engine.addUrlInterceptor(&folders);
    engine.addImportPath(QStringLiteral(":/qt/qml"));
    engine.addImportPath(QStringLiteral(SOTTO_PAGES_TEST_DIR "/stage"));
}

/// What QML complained of since it was last asked.
class Complaints : public QObject
{
    Q_OBJECT

public:
    explicit Complaints(QQmlEngine& engine)
    {
        connect(&engine, &QQmlEngine::warnings, this, [this](const QList<QQmlError>& warnings) {
            for (const QQmlError& warning : warnings)
                m_texts.append(warning.toString());
        });
    }
    Q_INVOKABLE QStringList taken() { return std::exchange(m_texts, {}); }

private:
    QStringList m_texts;
};

} // namespace sotto::pictures
