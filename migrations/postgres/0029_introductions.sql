-- A person's phone asks for the efforts to which the person is to be introduced.
CREATE INDEX effort_task_of_person ON effort_task (person) WHERE person IS NOT NULL;
