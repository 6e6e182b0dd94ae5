pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Dialogs
import Sotto.Behaviour

// The system's dialog to choose a file, loaded when it is first needed.
//
//   pictures   only pictures can be chosen
//   saves      a new file; `suffix` is the ending that it gets
OnDemand {
    id: picker

    property bool pictures: false
    property bool saves: false
    property string suffix

    signal chosen(url file)

    function choose() {
        picker.active = true;
        (picker.item as FileDialog).open();
    }

    active: false
    visible: false

    sourceComponent: FileDialog {
        title: picker.saves ? qsTr("Save") : qsTr("Choose a picture")
        fileMode: picker.saves ? FileDialog.SaveFile : FileDialog.OpenFile
        defaultSuffix: picker.suffix
        nameFilters: picker.pictures ? [qsTr("Pictures (*.png *.jpg *.jpeg)")] : picker.suffix.length > 0 ? ["*." + picker.suffix] : [qsTr("All files (*)")]
        onAccepted: picker.chosen(selectedFile)
    }
}
