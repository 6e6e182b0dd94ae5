pragma ComponentBehavior: Bound

import QtQuick
import Sotto.App
import Sotto.Behaviour
import Sotto.Components
import Sotto.Pages
import Sotto.Theme

// The account is to be deleted: what goes is said, its words are typed, and it is asked once more.
//
//   leaving, entry   the view-models (required)
FormPage {
    id: page

    required property AccountLeaving leaving
    required property WordEntry entry

    readonly property int phase: page.leaving.phase
    readonly property bool canLeave: page.phase !== AccountLeaving.Phase.Checking

    signal exportRequested

    columnWidth: Theme.size.wordsColumn
    topSpace: Theme.size.iconButton + 2 * Theme.space.l

    Accessible.role: Accessible.Pane
    Accessible.name: page.leaving.title

    Keys.onEscapePressed: page.canLeave && page.leaving.goBack()

    Connections {
        target: page.leaving

        function onWordsTyped() {
            confirming.active = true;
        }
    }

    Label {
        width: parent.width
        text: page.leaving.title
        type: Theme.type.display
        wrapMode: Text.Wrap
        Accessible.role: Accessible.Heading
        Accessible.name: text
    }
    Gap {
        size: Theme.space.s
    }
    Label {
        width: parent.width
        text: page.leaving.text
        type: Theme.type.lead
        color: Theme.color.text2
        wrapMode: Text.Wrap
    }
    Gap {
        size: Theme.space.xxl
    }

    OnDemand {
        id: part

        width: parent.width
        focus: true
        sourceComponent: page.phase === AccountLeaving.Phase.Explain ? explaining : page.phase === AccountLeaving.Phase.AskWords ? asking : page.phase === AccountLeaving.Phase.Checking ? checking : null
        onItemChanged: page.activeFocus && part.forceActiveFocus(Qt.OtherFocusReason)
    }
    Component {
        id: explaining

        LeaveExplained {
            focus: true
            leaving: page.leaving
            onExportRequested: page.exportRequested()
            onGoOn: page.leaving.needsWords ? page.leaving.goOn() : (confirming.active = true)
        }
    }
    Component {
        id: asking

        TypedWords {
            focus: true
            entry: page.entry
            submitText: qsTr("Delete the account")
            errorTitle: page.leaving.errorTitle
            errorText: page.leaving.errorText
            onSubmitted: confirming.active = true
            onCancelled: page.leaving.goBack()
        }
    }
    Component {
        id: checking

        BusyDots {
            color: Theme.color.accent
        }
    }

    OnDemand {
        id: confirming

        active: false
        visible: false

        sourceComponent: ConfirmDialog {
            heading: qsTr("Delete your account for good?")
            lead: qsTr("Your messages, your people and your words are gone after this. Nobody can bring the account back.")
            iconName: "trash"
            danger: true
            harmful: true
            confirmText: qsTr("Delete for good")
            cancelText: qsTr("Keep the account")
            onConfirmed: page.leaving.start()
            onClosed: confirming.active = false
            Component.onCompleted: open()
        }
    }

    IconButton {
        parent: page.scrolled
        anchors.left: parent.left
        anchors.top: parent.top
        anchors.margins: Theme.space.l
        visible: page.canLeave
        iconName: "back"
        name: qsTr("Back")
        onClicked: page.leaving.goBack()
    }
}
