-- What the build took of an answer.
select answer_take
from settings;
