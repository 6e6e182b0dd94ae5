pragma ComponentBehavior: Bound

import QtQuick
import Sotto.App
import Sotto.Behaviour
import Sotto.Components
import Sotto.Pages
import Sotto.Theme

// The page of something long: what it needs is asked for, then how far it is, then what came of it.
//
//   task     the view-model (required)
//   asking   what is asked, as wide as its parent; takes the keyboard (required)
FormPage {
    id: page

    required property LongTask task
    required property Component asking

    readonly property int phase: page.task.phase
    readonly property bool canLeave: page.phase !== LongTask.Phase.Running

    columnWidth: Theme.size.dialog
    topSpace: Theme.size.iconButton + 2 * Theme.space.l

    Accessible.role: Accessible.Pane
    Accessible.name: page.task.title

    Keys.onEscapePressed: page.canLeave && page.task.leave()

    Label {
        width: parent.width
        text: page.task.title
        type: Theme.type.display
        wrapMode: Text.Wrap
        Accessible.role: Accessible.Heading
        Accessible.name: text
    }
    Gap {
        size: Theme.space.s
        visible: lead.visible
    }
    Label {
        id: lead

        width: parent.width
        visible: text.length > 0
        text: page.task.text
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
        sourceComponent: page.phase === LongTask.Phase.Running ? running : page.phase === LongTask.Phase.Done ? done : page.phase === LongTask.Phase.Ask ? page.asking : null
        onItemChanged: page.activeFocus && part.forceActiveFocus(Qt.OtherFocusReason)
    }
    Component {
        id: running

        TaskRunning {
            focus: true
            task: page.task
        }
    }
    Component {
        id: done

        TaskDone {
            focus: true
            task: page.task
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
        onClicked: page.task.leave()
    }
}
