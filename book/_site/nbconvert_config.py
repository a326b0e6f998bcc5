"""Settings for `make notebooks`: nbconvert runs each one in place, reproducibly."""

from nbconvert.preprocessors import Preprocessor

WIDGET = "application/vnd.jupyter.widget-view+json"


class Normalise(Preprocessor):
    """Take out what differs from run to run or from machine to machine."""

    enabled = True

    def preprocess(self, notebook, resources):
        """Return the executed notebook without it."""
        notebook.metadata.pop("widgets", None)
        notebook.metadata.language_info = {"name": "python"}
        notebook.metadata.kernelspec = {
            "display_name": "Python 3",
            "language": "python",
            "name": "python3",
        }
        for cell in notebook.cells:
            cell.metadata.pop("execution", None)
            for output in cell.get("outputs", []):
                output.get("data", {}).pop(WIDGET, None)  # it names a model of that run
        return notebook, resources


c = get_config()  # noqa: F821 - nbconvert defines it where it loads this file
c.NbConvertApp.export_format = "notebook"
c.NbConvertApp.use_output_suffix = False
c.FilesWriter.build_directory = ""  # beside the source: in its place
c.CoalesceStreamsPreprocessor.enabled = True  # where prints are cut is chance
c.NotebookExporter.preprocessors = [Normalise]
c.ExecutePreprocessor.enabled = True
c.ExecutePreprocessor.kernel_name = "python3"
c.ExecutePreprocessor.record_timing = False
c.ExecutePreprocessor.store_widget_state = False
c.ExecutePreprocessor.timeout = 120
