import QtQuick
import Sotto.App
import Sotto.Theme

// The window. Loads the page that is due and nothing else, so that its first picture comes soon.
Window {
    id: window

    readonly property bool ready: App.stage === App.Stage.Ready
    // In the order of App.Stage.
    readonly property var pages: ["", "FirstRunStage.qml", "UnlockStage.qml", "UnlockStage.qml", "Workspace.qml", "FailureStage.qml", "devices/RemovedStage.qml", "export/LeavingStage.qml"]

    width: 1000
    height: 700
    minimumWidth: Theme.size.windowMinWidth
    minimumHeight: Theme.size.windowMinHeight
    color: Theme.color.sidebar
    title: App.unreadTotal > 0 ? qsTr("(%1) Sotto").arg(App.unreadTotal) : qsTr("Sotto")

    LayoutMirroring.enabled: Theme.mirrored
    LayoutMirroring.childrenInherit: true

    onActiveChanged: App.windowActive = window.active

    Loader {
        id: page

        anchors.fill: parent
        focus: true
        source: window.pages[App.stage]
    }

    WindowPlace {
        window: window
        store: App.settings
        active: window.ready
    }

    // Markup must name its colours and fonts itself.
    Binding {
        target: App.textLook
        property: "mark"
        value: Theme.color.mark
    }
    Binding {
        target: App.textLook
        property: "currentMark"
        value: Theme.color.currentMark
    }
    Binding {
        target: App.textLook
        property: "inkOnCurrentMark"
        value: Theme.color.inkOnCurrentMark
    }
    Binding {
        target: App.textLook
        property: "link"
        value: Theme.color.accentText
    }
    Binding {
        target: App.textLook
        property: "codeFont"
        value: Theme.type.code.font.family
    }

    Binding {
        target: Theme
        property: "scheme"
        value: App.settings.scheme
    }
    Binding {
        target: Theme
        property: "reduceMotion"
        value: App.settings.reduceMotion
    }
    Binding {
        target: Theme
        property: "highContrast"
        value: App.settings.highContrast
    }
    Binding {
        target: Theme
        property: "textScaleChoice"
        value: App.settings.textScale
    }
}
