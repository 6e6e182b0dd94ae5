import QtQuick
import Sotto.App
import Sotto.Components
import Sotto.Theme

// Above the list: how much of the history has come, since when nothing newer could be asked for, or
// that what is said of it contradicts.
//
//   restoring   the view-model (required)
Column {
    id: line

    required property Restoring restoring

    topPadding: Theme.space.xs
    bottomPadding: Theme.space.s
    spacing: Theme.space.s

    Banner {
        width: parent.width
        visible: line.restoring.troubleTitle.length > 0
        kind: Banner.Danger
        title: line.restoring.troubleTitle
        text: line.restoring.troubleText
        actionText: qsTr("Close")
        onTriggered: line.restoring.dismissTrouble()
    }
    Label {
        width: parent.width
        visible: line.restoring.active
        text: line.restoring.text
        type: Theme.type.caption
        color: Theme.color.text2
        wrapMode: Text.Wrap
    }
    ProgressLine {
        width: parent.width
        visible: line.restoring.active
        value: line.restoring.share
        name: line.restoring.text
    }
    Label {
        width: parent.width
        visible: line.restoring.asOf.length > 0
        text: line.restoring.asOf
        type: Theme.type.caption
        color: Theme.color.text2
        wrapMode: Text.Wrap
    }
}
